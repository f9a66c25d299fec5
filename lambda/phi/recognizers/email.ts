import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

const LOCAL = /[\p{L}\p{N}.!#$%&*+/=?^_`{|}~-]/u;
const DOMAIN = /^[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?/u;
const MAX_LOCAL = 64;

const SPELLED: readonly PatternRule[] = [
  {
    source: 'email-spelled',
    type: 'EMAIL',
    score: 0.9,
    pattern:
      /(?<![\w.])[\w+-]{1,30}(?: ?(?:\.| dot |\(dot\)|\[dot\]) ?[\w+-]{1,30}){0,3} ?(?:\[at\]|\(at\)|\{at\}| at ) ?[a-z0-9-]{1,40} ?(?:\[dot\]|\(dot\)| dot ) ?(?:com|org|net|edu|gov|io|co|uk|us|ca|health|info)(?!\w)/gi,
  },
];

/** Where the part before the `@` begins, or undefined when there is none. */
const localStart = (text: string, at: number): number | undefined => {
  let start = at;
  while (start > 0 && at - start < MAX_LOCAL && LOCAL.test(text.charAt(start - 1))) start -= 1;
  while (start < at && /[.!#$%&*/=?^`{|}~-]/.test(text.charAt(start))) start += 1;
  return start === at ? undefined : start;
};

/** E-mail addresses, also as people write them to hide them: "jane [at] example [dot] org". */
export const findEmails = (text: string): Span[] => {
  const spans: Span[] =
    /[[({ ]at[\])} ]/i.test(text) && /dot|\.(?:com|org|net|edu)/i.test(text) ? matchRules(text, SPELLED) : [];
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
