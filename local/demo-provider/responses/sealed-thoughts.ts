import { createHash, randomBytes } from 'node:crypto';

/** What OpenAI's encrypted reasoning begins with. */
const HEAD = 'gAAAAAB';
const THOUGHT_BYTES = 96;

const sumOf = (thoughts: Buffer): Buffer => createHash('sha256').update(thoughts).digest();

/** Stands for encrypted reasoning: nobody can read it, and it tells when it comes back altered. */
export const sealThoughts = (): string => {
  const thoughts = randomBytes(THOUGHT_BYTES);
  return HEAD + Buffer.concat([thoughts, sumOf(thoughts)]).toString('base64url');
};

/** Whether `sealThoughts` made the text, in this process or in an earlier one. */
export const isSealed = (text: string): boolean => {
  if (!text.startsWith(HEAD)) return false;
  const bytes = Buffer.from(text.slice(HEAD.length), 'base64url');
  return sumOf(bytes.subarray(0, THOUGHT_BYTES)).equals(bytes.subarray(THOUGHT_BYTES));
};
