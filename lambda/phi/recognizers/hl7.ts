import type { PhiType } from '../../contract/phi-type.ts';
import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';
import { HL7_FIELDS, type Hl7Kind } from './hl7-fields.data.ts';

const SEGMENT = new RegExp(
  String.raw`(?<![\w|^~&])(?:${[...HL7_FIELDS.keys()].join('|')}|Z[A-Z\d]{2})\|`,
  'g',
);

/** A part of a message and where it stands in the text. */
interface Part {
  readonly text: string;
  readonly start: number;
}

const split = ({ text, start }: Part, mark: string): readonly Part[] => {
  let at = start;
  return text.split(mark).map((piece) => {
    const part = { text: piece, start: at };
    at += piece.length + mark.length;
    return part;
  });
};

/** Whoever gave the number; agencies and bare types of numbers place nobody. */
const NO_SITE =
  /^(?:SSA|USSSA|AMA|NPI|DEA|CMS|IRS|ISO|MRN?|PI|SS|DL|LAB|EHR|EMR|ADT|HIS|RIS|LIS|HL7|L|UPIN|\d[\d.]*)$/i;

const isSite = (value: string): boolean => /\p{L}{3}/u.test(value) && !NO_SITE.test(value.trim());
const isId = (value: string): boolean => /\d/.test(value) && value.trim().length > 2;
const isDay = (value: string): boolean => /^(?:18|19|20)\d{4}/.test(value);

/** From the first to the last of these components that says something. */
const across = (components: readonly Part[], from: number, to: number): Part | undefined => {
  const named = components.slice(from, to).filter(({ text }) => /\p{L}/u.test(text));
  const [first, last] = [named[0], named.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const text = components
    .slice(components.indexOf(first), components.indexOf(last) + 1)
    .map((part) => part.text)
    .join('^');
  return { text, start: first.start };
};

/** The components of one repetition that identify somebody, and as what. */
const readAs: Readonly<
  Record<Hl7Kind, (parts: readonly Part[]) => readonly (readonly [PhiType, Part | undefined])[]>
> = {
  id: (parts) => [
    ['ID', parts.slice(0, 1).find(({ text }) => isId(text))],
    ['PLACE', parts.slice(3, 4).find(({ text }) => isSite(text))],
  ],
  name: (parts) => [['NAME', across(parts, 0, 5)]],
  provider: (parts) => [
    ['ID', parts.slice(0, 1).find(({ text }) => isId(text))],
    ['NAME', across(parts, 1, 5)],
  ],
  // The fourth is the state and the sixth the country, which may stand.
  address: (parts) =>
    [0, 1, 2, 4, 8].map((index) => [
      'PLACE',
      parts.slice(index, index + 1).find(({ text }) => text.trim() !== ''),
    ]),
  phone: (parts) => parts.map((part) => ['PHONE', /(?:\d\D{0,2}){5}/.test(part.text) ? part : undefined]),
  date: (parts) => [['DATE', parts.slice(0, 1).find(({ text }) => isDay(text))]],
  site: (parts) => [['PLACE', parts.slice(0, 1).find(({ text }) => isSite(text))]],
};

const readSegment = (segment: Part): readonly Span[] => {
  const fields = split(segment, '|');
  const name = fields[0]?.text ?? '';
  const kinds = HL7_FIELDS.get(name);
  // In MSH the mark after the name is itself the first field.
  const shift = name === 'MSH' ? 1 : 0;
  return fields.flatMap((field, index) => {
    const kind =
      kinds?.get(index + shift) ??
      (isDay(field.text) && /^\d{8,14}(?:\D|$)/.test(field.text) ? 'date' : undefined);
    if (index === 0 || kind === undefined || field.text === '') return [];
    return split(field, '~')
      .flatMap((repetition) => readAs[kind](split(repetition, '^')))
      .flatMap(([type, part]) =>
        part === undefined
          ? []
          : [{ start: part.start, end: part.start + part.text.length, type, score: 0.95, source: 'hl7' }],
      );
  });
};

/** A message without the beginnings of its segments: components by ^, fields by |. */
const FRAGMENTS: readonly PatternRule[] = [
  {
    source: 'hl7-name',
    type: 'NAME',
    score: 0.9,
    pattern:
      /(?<=[|^~])\p{L}[\p{L}' -]{1,40}\^\p{L}[\p{L}' .-]{0,40}(?:\^[\p{L}' .-]{0,40}){0,4}(?=[|~^\r\n]|$)/gu,
  },
  { source: 'hl7-id', type: 'ID', score: 0.9, pattern: /(?<=[|~])[A-Z0-9-]{3,30}(?=\^{2,4}[A-Z])/gi },
  {
    source: 'hl7-date',
    type: 'DATE',
    score: 0.9,
    pattern: /(?<=\|)(?:19|20)\d{6}(?:\d{4,6})?(?=[|\r\n^]|$)/g,
  },
];

/** Persons, numbers, addresses and days in HL7 v2 messages, by the fields in which they stand. */
export const findInHl7 = (text: string): Span[] => {
  if (!text.includes('|')) return [];
  const starts = Array.from(text.matchAll(SEGMENT), ({ index }) => index);
  if (starts.length === 0) return matchRules(text, FRAGMENTS);
  return starts.flatMap((start, index) => {
    const [line = ''] = /^[^\r\n]*/.exec(text.slice(start, starts[index + 1] ?? text.length)) ?? [];
    return readSegment({ text: line, start });
  });
};
