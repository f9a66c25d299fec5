import { createHash, randomBytes } from 'node:crypto';

/** What OpenAI's encrypted reasoning begins with. */
const HEAD = 'gAAAAAB';
const THOUGHT_BYTES = 96;

const sealed = (thoughts: Buffer): string => {
  const sum = createHash('sha256').update(thoughts).digest();
  return HEAD + Buffer.concat([thoughts, sum]).toString('base64url');
};

/** Stands for encrypted reasoning: nobody can read it, and it tells when it comes back altered. */
export const sealThoughts = (): string => sealed(randomBytes(THOUGHT_BYTES));

/** Whether `sealThoughts` made the text, in this process or in an earlier one. */
export const isSealed = (text: string): boolean =>
  sealed(Buffer.from(text.slice(HEAD.length), 'base64url').subarray(0, THOUGHT_BYTES)) === text;
