import type { JsonObject } from '../json.ts';

const OTHERS = [' the', ' a', ' and', ' of', '.', ',', '\n', ' to', ' is', ' not'];

const entry = (token: string, logprob: number): JsonObject => ({
  token,
  logprob,
  bytes: [...Buffer.from(token, 'utf8')],
});

/** Log probabilities in OpenAI's shape, one entry for each piece. The figures mean nothing. */
export const logprobEntries = (pieces: readonly string[], alternatives: number): readonly JsonObject[] =>
  pieces.map((piece, index) => {
    const logprob = -0.01 * (1 + (index % 7));
    const others = OTHERS.filter((other) => other !== piece).map((other, rank) => entry(other, -5 - rank));
    return {
      ...entry(piece, logprob),
      top_logprobs: [entry(piece, logprob), ...others].slice(0, alternatives),
    };
  });
