/** A text as a recognizer reads it, and the way back to the text as it was written. */
export interface PlainView {
  readonly text: string;
  /** The UTF-16 offset in the original of each unit of `text`, and of its end. Absent when nothing was changed. */
  readonly origins?: readonly number[];
}

const INVISIBLE =
  /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f]/;
const ENTITY =
  /^&(?:nbsp|amp|lt|gt|quot|apos|shy|zwnj|zwj|ndash|mdash|period|comma|colon|commat|num|lpar|rpar|hyphen|#\d{1,6}|#x[0-9a-f]{1,5});/i;
const NAMED: Readonly<Record<string, string>> = {
  ...{ nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", shy: '', zwnj: '', zwj: '' },
  ...{
    ndash: '-',
    mdash: '-',
    period: '.',
    comma: ',',
    colon: ':',
    commat: '@',
    num: '#',
    lpar: '(',
    rpar: ')',
    hyphen: '-',
  },
};
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
const HYPHENS = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/;
const DIGITS = /\p{Nd}/u;
// Anything that the view changes; most texts have none of it and are read as they are.
const DISGUISED =
  /[\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2010-\u2015\u202a-\u202f\u205f-\u206f\u2212\u3000\ufeff\ufe00-\ufe0f\ufe58\ufe63\uff01-\uff5e\p{M}]|&(?:#|[a-z]{2,6};)|[\d@][*_`~]{1,3}|[*_`~]{1,3}[\d@]|(?![0-9])\p{Nd}/iu;

/** Plain letters, digits and the signs of most texts are no disguise, which is seen faster than what is one. */
const mayBeDisguised = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // & * _ ` ~
    if (code > 127 || code === 38 || code === 42 || code === 95 || code === 96 || code === 126) return true;
  }
  return false;
};

const entityText = (entity: string): string => {
  const name = entity.slice(1, -1).toLowerCase();
  const named = NAMED[name];
  if (named !== undefined) return named;
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  if (!Number.isInteger(code) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return ' ';
  return String.fromCodePoint(code);
};

/** The value of a decimal digit of any script: the digits of a script stand in a row of ten, from a multiple of ten. */
const digitText = (sign: string): string => {
  const code = sign.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && DIGITS.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
};

const signText = (sign: string): string => {
  if (INVISIBLE.test(sign)) return '';
  if (SPACES.test(sign)) return ' ';
  if (HYPHENS.test(sign)) return '-';
  const code = sign.codePointAt(0) ?? 0;
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return code > 127 && DIGITS.test(sign) ? digitText(sign) : sign;
};

const MARKS = new Set(['*', '_', '`', '~']);

/** Length of Markdown emphasis at `at` that breaks a number in two (`555-**12**-3456`), else 0. */
const emphasisAt = (text: string, at: number): number => {
  if (!MARKS.has(text.charAt(at))) return 0;
  let end = at;
  while (end < text.length && end - at < 3 && text.charAt(end) === text.charAt(at)) end += 1;
  const around = text.charAt(at - 1) + text.charAt(end);
  return /^[\d.@()+/ -][\d.@()+/ -]$/.test(around) && /\d/.test(text.slice(Math.max(0, at - 2), end + 2))
    ? end - at
    : 0;
};

/** What the unit or units at `at` read as, and how many there are. */
const readAt = (text: string, at: number): readonly [plain: string, length: number] => {
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (sign === '&') {
    const entity = ENTITY.exec(text.slice(at, at + 10))?.[0];
    return entity === undefined ? [sign, 1] : [entityText(entity), entity.length];
  }
  const emphasis = emphasisAt(text, at);
  if (emphasis > 0) return ['', emphasis];
  if (/\p{M}/u.test(text.slice(at + sign.length, at + sign.length + 2))) {
    const composed = text.slice(at, at + sign.length + 1).normalize('NFC');
    if (composed.length === sign.length) return [composed, sign.length + 1];
  }
  return [signText(sign), sign.length];
};

/**
 * Sees through cheap disguises: invisible signs and soft hyphens inside a word, full-width and other digits, letters
 * with a loose accent, odd spaces and hyphens, HTML entities, Markdown inside a number. Linear in the text's length.
 */
export const plainViewOf = (text: string): PlainView => {
  if (!(mayBeDisguised(text) && DISGUISED.test(text))) return { text };
  const parts: string[] = [];
  const origins: number[] = [];
  for (let at = 0; at < text.length; ) {
    const [plain, length] = readAt(text, at);
    for (let unit = 0; unit < plain.length; unit += 1) origins.push(at);
    parts.push(plain);
    at += length;
  }
  origins.push(text.length);
  return { text: parts.join(''), origins };
};
