import { canonical, type Token } from '../tokens/token.ts';
import { type Standing, standingOf } from './name-form.ts';

/** A token in a text, with what stands beside it. */
export interface HeardToken {
  readonly token: Token;
  readonly before: string;
  readonly after: string;
}

const NAME_OR_DATE = /(?:NAME|DATE)\\{0,2}_[0-9A-HJKMNP-TV-Z]{6}/gi;

const LOOK_BACK = 40;
const LOOK_AHEAD = 16;

/** Everything in a text that is spelled like the token of a name or a date. */
export const heardTokens = (text: string): readonly HeardToken[] =>
  text.includes('_')
    ? Array.from(text.matchAll(NAME_OR_DATE), ({ 0: spelled, index }) => ({
        token: canonical(spelled),
        before: text.slice(Math.max(0, index - LOOK_BACK), index),
        after: text.slice(index + spelled.length, index + spelled.length + LOOK_AHEAD),
      }))
    : [];

const WORD_BEFORE = /(\p{L}+)\.?(?:[ \t]|: ?)$/u;
const CREDENTIAL_AFTER = /^,? ([A-Z][A-Za-z.]{1,6})(?!\p{L})/u;

/** Roles that only those who treat have; a title says so by itself. */
const TREATS =
  /^(?:attending|physician|surgeon|provider|pcp|cardiologist|oncologist|neurologist|psychiatrist|hospitalist|radiologist|pathologist|pediatrician)$/;

/** What the words beside a name say of whose it is. */
export const standingsBeside = ({ before, after }: HeardToken): ReadonlySet<Standing> => {
  const word = WORD_BEFORE.exec(before)?.[1]?.toLowerCase() ?? '';
  const title = TREATS.test(word) ? 'clinician' : standingOf(word);
  const credential = CREDENTIAL_AFTER.exec(after)?.[1]?.replaceAll('.', '') ?? '';
  const standing = credential === credential.toUpperCase() ? standingOf(credential.toLowerCase()) : undefined;
  return new Set([title, standing].filter((one) => one !== undefined));
};

const TODAY_BEFORE =
  /\b(?:today(?:['’]s date)?|current (?:date|day)(?: and time)?|date today)(?: is| was)?[ ,:=(–-]{0,3}(?:\p{L}+day,? )?$/iu;
const TODAY_AFTER = /^[ ,(]{0,2}today\b/i;

/** Whether a text says of a date that it is the day on which the text was written, so that a clock tells which it is. */
export const isSaidToBeToday = ({ before, after }: HeardToken): boolean =>
  TODAY_BEFORE.test(before) || TODAY_AFTER.test(after);
