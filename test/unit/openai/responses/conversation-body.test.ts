import { describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../../lambda/contract/gateway-error.ts';
import type { Leaf } from '../../../../lambda/openai/leaf.ts';
import {
  conversationLeaves,
  parseConversationCreation,
  parseConversationUpdate,
  parseItemsAddition,
} from '../../../../lambda/openai/responses/conversation-body.ts';

const item = { role: 'user', content: 'Hi' };
const items = (count: number) => Array.from({ length: count }, () => item);

const expectRefusal = (act: () => unknown, failure: GatewayError['failure'], param: string): void => {
  expect(act).toThrow(
    expect.objectContaining({ failure, detail: { param } } satisfies Partial<GatewayError>),
  );
};

describe('the body of a conversation', () => {
  it('may be empty; OpenAI takes twenty items at once', () => {
    const full = { items: items(20), metadata: { note: 'x' }, invented_next_year: true };
    for (const body of [{}, { items: null, metadata: null }, { items: [] }, full]) {
      expect(parseConversationCreation(body)).toEqual(body);
    }
    expectRefusal(() => parseConversationCreation({ items: items(21) }), 'invalid_field', 'items');
    expectRefusal(
      () => parseConversationCreation({ metadata: { 'Jane Roe': 7 } }),
      'invalid_field',
      'metadata.*',
    );
  });

  it('of an update has metadata, or says that there is to be none', () => {
    for (const metadata of [{ note: 'x' }, {}, null]) {
      expect(parseConversationUpdate({ metadata })).toEqual({ metadata });
    }
    expectRefusal(() => parseConversationUpdate({}), 'missing_field', 'metadata');
    expectRefusal(() => parseConversationUpdate({ metadata: 'x' }), 'invalid_field', 'metadata');
  });

  it('of an addition has one to twenty items', () => {
    expect(parseItemsAddition({ items: items(20) })).toEqual({ items: items(20) });
    expectRefusal(() => parseItemsAddition({}), 'missing_field', 'items');
    for (const count of [0, 21]) {
      expectRefusal(() => parseItemsAddition({ items: items(count) }), 'invalid_field', 'items');
    }
    expectRefusal(() => parseItemsAddition({ items: [item, 'text'] }), 'invalid_field', 'items[1]');
  });
});

describe('the leaves of a conversation', () => {
  it('are those of the items in a request, and of the metadata', () => {
    const leaves: Leaf[] = [];
    const body = { items: [item, { type: 'message', ...item }], metadata: { mrn: '4821' } };
    const copy = conversationLeaves(body, '', (leaf) => {
      leaves.push(leaf);
      return leaf.text;
    });
    expect(copy).toEqual({ ...body, items: [body.items[1], body.items[1]] });
    expect(leaves).toEqual(
      expect.arrayContaining([
        { kind: 'text', path: 'items[0].content', text: 'Hi' },
        { kind: 'text', path: 'metadata.*', text: '4821', label: 'mrn' },
      ]),
    );
    expectRefusal(
      () => conversationLeaves({ items: [{ type: 'dream' }] }, '', ({ text }) => text),
      'unknown_kind',
      'items[0].type',
    );
  });
});
