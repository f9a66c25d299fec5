const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0');
const each = (value: string, change: (character: string, code: number) => string): string =>
  Array.from(value, (character) => change(character, character.codePointAt(0)!)).join('');
const wide = (character: string, code: number): string =>
  code > 0x20 && code < 0x7f ? String.fromCodePoint(code + 0xfee0) : character;

/** Ways to write a value that a model still reads. */
export const DISGUISES: Readonly<Record<string, (value: string) => string>> = {
  'zero-width blanks': (value) => Array.from(value).join('\u200b'),
  'soft hyphens': (value) => Array.from(value).join('\u00ad'),
  'full-width characters': (value) => each(value, wide),
  'full-width digits': (value) => value.replaceAll(/\d/g, (digit) => wide(digit, digit.charCodeAt(0))),
  'blanks that do not break': (value) => value.replaceAll(' ', '\u00a0'),
  'HTML entities': (value) => each(value, (_, code) => `&#${code};`),
  'hexadecimal HTML entities': (value) => each(value, (_, code) => `&#x${hex(code, 2)};`),
  'percent-encoding': encodeURIComponent,
  'percent-encoding of every character': (value) => each(value, (_, code) => `%${hex(code, 2)}`),
  'escapes of program code': (value) => each(value, (_, code) => `\\u${hex(code, 4)}`),
  'escapes of Markdown': (value) => value.replaceAll(/[-.@()]/g, (sign) => `\\${sign}`),
};
