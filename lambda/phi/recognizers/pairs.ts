import { lengthOnLine } from '../label-values.ts';
import { labelWords } from '../labels.ts';
import { matchesOf } from '../pattern.ts';
import type { Span } from '../span.ts';
import { readLabelled } from './labelled-value.ts';

const LONGEST_KEY = 48;
const LONGEST_VALUE = 220;

const KEY = /(?<key>[A-Za-z][\w .-]{0,40})["'`\\]{0,3}\s{0,3}$/;
const QUOTED = /^=?>?\s{0,3}(?:\[\s{0,8})?\\?(?<quote>["'`])(?<value>[^"'`\\\n]{1,200})/;
const NUMBER = /^=?\s{0,3}(?:\[\s{0,8})?(?<value>-?\d[\d.]{3,30}(?:e\+?\d{1,2})?)(?![\w.-])/i;
const BARE = /^=?[ \t]{0,2}(?<value>[^\s&;,"'`<>(){}[\]][^\s&;,"'`<>(){}[\]]{0,120})/;

/** A bare value is data only beside a key that a program writes: at the head of a line, in a query, among arguments. */
const BARE_KEY = /(?:^|[\n?&;,{(]\s{0,20}|--|[\t ])(?<key>[A-Za-z][\w.-]{1,40})\s?$/;

const pairAt = (text: string, at: number): Span[] => {
  // Behind most colons goes on a sentence.
  if (text.charAt(at) === ':' && !/["'`\\[>\d-]/.test(text.slice(at + 1, at + 5))) return [];
  const before = text.slice(Math.max(0, at - LONGEST_KEY), at);
  const after = text.slice(at + 1, at + 1 + LONGEST_VALUE);
  const key = KEY.exec(before)?.groups?.['key'];
  if (key === undefined) return [];
  const match = QUOTED.exec(after) ?? (/["']\s{0,3}$/.test(before) ? NUMBER.exec(after) : null);
  const value = match?.groups?.['value'];
  if (match !== null && value !== undefined) {
    const start = at + 1 + match[0].length - value.length;
    return readLabelled({ label: key, value, start }, 'json-key');
  }
  const bare = text.charAt(at) === '=' ? BARE.exec(after) : null;
  const word = bare?.groups?.['value'];
  const label = BARE_KEY.exec(before)?.groups?.['key'];
  if (bare === null || word === undefined || label === undefined) return [];
  const start = at + 1 + bare[0].length - word.length;
  // Without quotes it is a call or a variable, unless the recognizer of secrets knows better.
  return readLabelled({ label, value: word, start }, 'json-key').filter(({ type }) => type !== 'SECRET');
};

const SIGN = /[:=](?![:=/])/g;

/** `"mrn": "48213"`, `'dob' => '…'`, `lastName="Kvist"`, `mrn=48213`: the key says what the value is. */
const findKeyed = (text: string): Span[] => matchesOf(text, SIGN).flatMap(({ index }) => pairAt(text, index));

const NAME_KEYS = 'name|key|field|label|attribute|column|code|id|question|title|type|display|param';
const VALUE_KEYS = 'value|val|answer|content|data|text|valueString|valueDate|value_string';
const BETWEEN = String.raw`["']\s{0,3}:\s{0,3}["']`;
const NAMED_PAIR = new RegExp(
  String.raw`["'](?:${NAME_KEYS})${BETWEEN}(?<label>[A-Za-z][\w .-]{1,40})["']\s{0,3},\s{0,8}["'](?:${VALUE_KEYS})["']\s{0,3}:\s{0,3}["']?(?<value>[^"',{}[\]\n]{1,200})`,
  'g',
);
const PAIR_NAMED_LAST = new RegExp(
  String.raw`["'](?:${VALUE_KEYS})["']\s{0,3}:\s{0,3}["']?(?<value>[^"',{}[\]\n]{1,200})["']?\s{0,3},\s{0,8}["'](?:${NAME_KEYS})${BETWEEN}(?<label>[A-Za-z][\w .-]{1,40})["']`,
  'g',
);

/** `{"name":"mrn","value":"48213"}`, in either order. */
const findNamedPairs = (text: string): Span[] =>
  [NAMED_PAIR, PAIR_NAMED_LAST].flatMap((pattern) =>
    matchesOf(text, pattern).flatMap((match) => {
      const { label = '', value = '' } = match.groups ?? {};
      const start =
        match.index + match[0].indexOf(value, match[0].search(new RegExp(`["'](?:${VALUE_KEYS})["']`)) + 3);
      return readLabelled({ label, value, start }, 'json-key');
    }),
  );

const LINE =
  /^[ \t>*#-]{0,8}(?<label>[A-Za-z][\w' ]{2,30}?)[ \t]{0,4}:[ \t]{1,8}(?<id>\S[^\n\r]{0,120}?)[ \t]{0,8}$/gm;
/** Before a colon these open a line of a dialogue. */
const SPEAKER =
  /^(?:\w{1,20} family|patient|client|doctor|nurse|provider|physician|mother|father|parent|child|member|customer|person|author|guardian|caregiver|spouse|surgeon|resident|employee|attending|practitioner|contact|family|given|line|portal|secret|website|url|picture|photo)$/;

/** "Address: 12 Long Way": the lines of a form. */
const findFormLines = (text: string): Span[] =>
  matchesOf(text, LINE).flatMap((match) => {
    const { label = '', id = '' } = match.groups ?? {};
    if (SPEAKER.test(labelWords(label))) return [];
    const start = match.index + match[0].lastIndexOf(id);
    return readLabelled({ label, value: id, start }, 'form-line', lengthOnLine).filter(
      ({ type }) => type !== 'SECRET',
    );
  });

/** Values beside their keys: JSON, code, queries, settings, forms. */
export const findPairs = (text: string): Span[] => {
  if (!/[:=]/.test(text)) return [];
  return [...findKeyed(text), ...(/["']/.test(text) ? findNamedPairs(text) : []), ...findFormLines(text)];
};
