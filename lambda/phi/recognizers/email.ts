import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

const LOCAL = /[\p{L}\p{N}.!#$%&*+/=?^_`{|}~-]/u;
const DOMAIN = /^[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?/u;
const MAX_LOCAL = 64;

const DOT = String.raw`(?:\[dot\]|\(dot\)|\{dot\}| dot )`;
const JOINT = String.raw`(?: ?(?:\.|\(dot\)|\[dot\]| dot | underscore | dash | hyphen | plus ) ?)`;
const ENDING = '(?:com|org|net|edu|gov|io|co|uk|us|ca|de|fr|au|me|health|clinic|info)';

const ENDS_A_HOST = new RegExp(String.raw`\b${ENDING}$`, 'i');

const SPACED: readonly PatternRule[] = [
  {
    source: 'email-spaced',
    type: 'EMAIL',
    score: 0.85,
    pattern:
      /(?<![\w.])(?:[\w+-]{1,30}(?:\.[\w+-]{1,30}){0,3}|(?:[a-z0-9] ){2,20}[a-z0-9]) ?@ ?[a-z0-9-]{1,40}(?: ?\. ?[a-z]{2,12}){1,3}(?!\w)/gi,
    accept: (value) => /\s/.test(value) && ENDS_A_HOST.test(value),
  },
  {
    source: 'email-labelled',
    type: 'EMAIL',
    score: 0.85,
    pattern:
      /(?<![\p{L}])e-?mail(?: address)?(?: is|:| =|=)\s{0,2}(?<id>[\w.+-]{1,60}@[a-z0-9-]{2,60})(?![\w@])/giu,
  },
];

const SPELLED: readonly PatternRule[] = [
  {
    source: 'email-spelled',
    type: 'EMAIL',
    score: 0.9,
    pattern: new RegExp(
      String.raw`(?<![\w.])[\w+-]{1,30}(?:${JOINT}[\w+-]{1,30}){0,3} ?(?:\[at\]|\(at\)|\{at\}| at ) ?[a-z0-9-]{1,40}(?: ?${DOT} ?[a-z0-9-]{1,40}){0,2} ?${DOT} ?${ENDING}(?!\w)`,
      'gi',
    ),
  },
  {
    source: 'email-at',
    type: 'EMAIL',
    score: 0.85,
    // "look at example.com" is none: the part before must look like a mailbox, or something say what it is.
    pattern: new RegExp(
      String.raw`(?<![\w.])(?:(?<=(?:e-?mail|mail|write|address)(?: me| us| her| him| them)?(?: to| is|:| at)? )[\w+.-]{1,40}|[\w+-]{1,30}(?:[._+][\w+-]{1,30}){1,3}|[a-z]{1,20}\d{1,6})(?: ?(?:\[at\]|\(at\)|\{at\}) ?| at )[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,2}\.${ENDING}(?!\w)`,
      'gi',
    ),
  },
  {
    source: 'email-marked',
    type: 'EMAIL',
    score: 0.8,
    pattern: new RegExp(
      String.raw`(?<![\w.])[\w+-]{1,30}(?:\.[\w+-]{1,30}){0,3}(?:\(at\)|\[at\]|\{at\})[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,2}\.${ENDING}(?!\w)`,
      'gi',
    ),
  },
];

const MAY_BE_SPELLED = new RegExp(String.raw`dot|\.${ENDING}\b`, 'i');

/** Where the part before the `@` begins, or undefined when there is none. */
const localStart = (text: string, at: number): number | undefined => {
  let start = at;
  while (start > 0 && at - start < MAX_LOCAL && LOCAL.test(text.charAt(start - 1))) start -= 1;
  while (start < at && /[.!#$%&*/=?^`{|}~-]/.test(text.charAt(start))) start += 1;
  return start === at ? undefined : start;
};

/** E-mail addresses, also as people write them to hide them: "jane [at] example [dot] org". */
export const findEmails = (text: string): Span[] => {
  const spans: Span[] = [
    ...(/[[({ ]at[\])} ]/i.test(text) && MAY_BE_SPELLED.test(text) ? matchRules(text, SPELLED) : []),
    ...(text.includes('@') ? matchRules(text, SPACED) : []),
  ];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at);
    const domain = DOMAIN.exec(text.slice(at + 1, at + 256))?.[0];
    if (start === undefined || domain === undefined) continue;
    // A host without a dot is one only inside a network ("@ward3"); package scopes and handles look the same.
    if (!/\.\p{L}{2,}/u.test(domain)) continue;
    spans.push({ start, end: at + 1 + domain.length, type: 'EMAIL', score: 0.98, source: 'email' });
  }
  return spans;
};
