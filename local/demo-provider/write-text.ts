import type { PhiType } from '../../lambda/contract/phi-type.ts';
import { withoutNotes } from '../../lambda/openai/notes.ts';
import type { Asked } from './asked.ts';
import { typeOf } from './found-tokens.ts';

const SIGNED = '(This is the demo provider of Hawthorn, not a language model.)';

/** Longer than this nothing is quoted. */
const MAX_QUOTED = 160;

const quote = (text: string): string => {
  const flat = withoutNotes(text).replaceAll(/\s+/g, ' ').trim();
  return flat.length <= MAX_QUOTED ? flat : `${flat.slice(0, MAX_QUOTED).replace(/[\ud800-\udbff]$/, '')}…`;
};

const LINES: Readonly<Record<PhiType, (token: string) => string>> = {
  NAME: (token) => `Person: ${token}. Please check the spelling of ${token} in the record.`,
  PLACE: (token) => `Place: ${token}.`,
  DATE: (token) => `Date: ${token}; a follow-up two weeks after ${token} would be usual.`,
  PHONE: (token) => `Can be reached at ${token}.`,
  EMAIL: (token) => `Writes from ${token}.`,
  ID: (token) => `Number on file: ${token}.`,
  URL: (token) => `See also ${token}.`,
  AGE: (token) => `Age: ${token}.`,
  SECRET: (token) => `A secret was given (${token}); it should be changed.`,
};

const OPENINGS = ['Here is a short summary of the chart', 'In short', 'What the message says'];

const summary = (tokens: readonly string[], variant: number): string => {
  const subject = tokens.find((token) => typeOf(token) === 'NAME');
  const opening = OPENINGS[variant % OPENINGS.length] ?? '';
  const heading = subject === undefined ? `${opening}:` : `${opening} for ${subject}:`;
  return [heading, ...tokens.map((token) => `- ${LINES[typeOf(token)](token)}`), SIGNED].join('\n');
};

/** The answer in words. It uses every token that it was sent, so that one sees all of them come back. */
export const writeText = ({ toolAnswered, lastText, tokens }: Asked, variant: number): string => {
  if (toolAnswered) {
    const about = tokens.length === 0 ? '' : `\nIt concerns ${tokens.join(', ')}.`;
    return `The tool answered: ${quote(lastText)}${about}\n${SIGNED}`;
  }
  if (tokens.length > 0) return summary(tokens, variant);
  return `You wrote: ${quote(lastText)}\nNothing in it had to be hidden. ${SIGNED}`;
};

/** What a custom tool is given: free text. */
export const writeInput = (tokens: readonly string[]): string =>
  tokens.length === 0 ? 'look up: demo' : `look up: ${tokens.join('; ')}`;

/** The thoughts behind an answer, a part for each. */
export const writeThoughts = (tokens: readonly string[]): readonly string[] => [
  '**Reading the request**\n\nI look for what is asked, and for whom.',
  tokens.length === 0
    ? '**Writing the answer**\n\nNobody is named, so a general answer will do.'
    : `**Writing the answer**\n\nIt has to speak of ${tokens.join(', ')}, each as it was written.`,
];

/** The answer as an object, for a request that asks for JSON without a schema. */
export const writeObject = (tokens: readonly string[]): Readonly<Record<string, unknown>> => ({
  answered_by: 'demo provider',
  found: tokens.map((token) => ({ kind: typeOf(token).toLowerCase(), value: token })),
});
