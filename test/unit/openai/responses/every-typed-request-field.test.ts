import { describe, expect, it } from 'vitest';
import type { Leaf, Rule } from '../../../../lambda/openai/leaf.ts';
import { conversationLeaves } from '../../../../lambda/openai/responses/conversation-body.ts';
import { responsesRequestLeaves } from '../../../../lambda/openai/responses/responses-request-leaves.ts';
import { samplesOf } from '../../../support/type-samples.ts';

const MARKER = '«planted»';

interface Walked {
  /** How many places have a string that anybody may choose. */
  readonly count: number;
  /** Places of which nobody sees what was planted although it stays in the copy, each once. */
  readonly unseen: readonly string[];
  /** Places that the copy has no more. */
  readonly dropped: readonly string[];
  /** Places that no rule names, which are seen all the same, as free JSON. */
  readonly unnamed: readonly string[];
}

/** Whether a leaf is the one of a place, or of something around or in it. */
const isAt = (leaf: Leaf, place: string): boolean => {
  const path = `.${leaf.path.replaceAll(/\[\d+\]/g, '[]')}`;
  const named = place.replaceAll('{key}', '*');
  return path.startsWith(named) || (leaf.kind === 'media' && named.startsWith(path));
};

const walk = (file: string, name: string, rule: Rule): Walked => {
  const found = { unseen: new Set<string>(), dropped: new Set<string>(), unnamed: new Set<string>() };
  const samples = samplesOf(file, name, MARKER);
  for (const { path, value } of samples) {
    const leaves: Leaf[] = [];
    const copy = rule(value, '', (leaf) => {
      if (leaf.text.includes(MARKER) || leaf.kind === 'media') leaves.push(leaf);
      return leaf.text;
    });
    if (leaves.some((leaf) => isAt(leaf, path))) continue;
    if (leaves.length > 0) found.unnamed.add(path);
    else found[JSON.stringify(copy).includes(MARKER) ? 'unseen' : 'dropped'].add(path);
  }
  return {
    count: samples.length,
    unseen: [...found.unseen],
    dropped: [...found.dropped],
    unnamed: [...found.unnamed],
  };
};

const RESPONSES = 'resources/responses/responses.d.ts';
const CONVERSATIONS = 'resources/conversations/conversations.d.ts';
const CONVERSATION_ITEMS = 'resources/conversations/items.d.ts';

/** They spell a text in pieces, in which nothing can be found. */
const logprobsOf = (items: string): string[] =>
  ['', '.top_logprobs[]'].map((deeper) => `${items}[].content[].logprobs[]${deeper}.token`);

// Slow only because the compiler reads the client's types.
describe('every string that the types of the official client know', { timeout: 60_000 }, () => {
  it('is seen in a request for a response', () => {
    const { count, unseen, dropped, unnamed } = walk(
      RESPONSES,
      'ResponseCreateParams',
      responsesRequestLeaves,
    );
    expect(count).toBeGreaterThan(400);
    expect(unseen).toEqual([]);
    expect(unnamed).toEqual([]);
    expect(dropped).toEqual(logprobsOf('.input'));
  });

  it('is seen in items that come back from a conversation, and in those that are added to one', () => {
    for (const [file, name] of [
      [CONVERSATIONS, 'ConversationCreateParams'],
      [CONVERSATION_ITEMS, 'ItemCreateParams'],
    ] as const) {
      const { count, unseen, dropped, unnamed } = walk(file, name, conversationLeaves);
      expect(count).toBeGreaterThan(300);
      expect(unseen).toEqual([]);
      expect(unnamed).toEqual([]);
      expect(dropped).toEqual(logprobsOf('.items'));
    }
  });

  it('is seen in the metadata of a conversation', () => {
    const { count, unseen, unnamed } = walk(CONVERSATIONS, 'ConversationUpdateParams', conversationLeaves);
    expect(count).toBeGreaterThan(0);
    expect([...unseen, ...unnamed]).toEqual([]);
  });
});
