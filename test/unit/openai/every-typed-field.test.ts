import { describe, expect, it } from 'vitest';
import { chatAnswerLeaves } from '../../../lambda/openai/chat/chat-answer-leaves.ts';
import { chatRequestLeaves } from '../../../lambda/openai/chat/chat-request-leaves.ts';
import type { Leaf, Rule } from '../../../lambda/openai/leaf.ts';
import { samplesOf } from '../../support/type-samples.ts';

const MARKER = '«planted»';
const TYPES = 'resources/chat/completions/completions.d.ts';

/** The places of a type where the rule doesn't see what was planted, each once. */
const unseen = (name: string, rule: Rule): { readonly unseen: string[]; readonly count: number } => {
  const samples = samplesOf(TYPES, name, MARKER);
  const missed = samples.filter(({ value }) => {
    const leaves: Leaf[] = [];
    rule(value, '', (leaf) => {
      leaves.push(leaf);
      return leaf.text;
    });
    return !leaves.some(({ kind, text }) => text.includes(MARKER) || kind === 'media');
  });
  return { unseen: [...new Set(missed.map(({ path }) => path))].sort(), count: samples.length };
};

/** Restored by `logprob-restorer.ts`; citations by `annotation-restorer.ts`. */
const LOGPROBS = ['content', 'refusal'].flatMap((field) => [
  `.choices[].logprobs.${field}[].token`,
  `.choices[].logprobs.${field}[].top_logprobs[].token`,
]);

// Slow only because the compiler reads the client's types.
describe('every string that the types of the official client know', { timeout: 60_000 }, () => {
  it('is seen on the way out', () => {
    const { unseen: missed, count } = unseen('ChatCompletionCreateParams', chatRequestLeaves);
    expect(count).toBeGreaterThan(80);
    expect(missed).toEqual([]);
  });

  it('is seen on the way back, but for names of the provider’s own and what is rebuilt with the text', () => {
    const { unseen: missed, count } = unseen('ChatCompletion', chatAnswerLeaves);
    expect(count).toBeGreaterThan(20);
    expect(missed).toEqual([
      ...LOGPROBS,
      '.choices[].message.annotations[].url_citation.title',
      '.choices[].message.annotations[].url_citation.url',
      '.choices[].message.audio.data',
      '.id',
      '.model',
      '.system_fingerprint',
    ]);
  });

  it('is seen in streams, with the same exceptions', () => {
    const { unseen: missed, count } = unseen('ChatCompletionChunk', chatAnswerLeaves);
    expect(count).toBeGreaterThan(15);
    expect(missed).toEqual([
      '.choices[].delta.audio.data',
      ...LOGPROBS,
      '.id',
      '.model',
      '.obfuscation',
      '.system_fingerprint',
    ]);
  });
});
