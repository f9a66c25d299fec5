import { describe, expect, it } from 'vitest';
import { inputItemsOf, referencedIds } from '../../../../lambda/openai/responses/input-items.ts';

describe('the items of an input', () => {
  it('are one message of the user where it is a string, so that every turn is replayed as items', () => {
    expect(inputItemsOf('What is anemia?')).toEqual([
      { type: 'message', role: 'user', content: 'What is anemia?' },
    ]);
    expect(inputItemsOf('')).toEqual([{ type: 'message', role: 'user', content: '' }]);
  });

  it('are none where there is no input', () => {
    expect([undefined, null, []].map(inputItemsOf)).toEqual([[], [], []]);
  });

  it('have their types, to the byte alike, and nothing else is changed', () => {
    const call = { call_id: 'call_1', type: 'function_call', name: 'f', arguments: '{}' };
    const items = inputItemsOf([
      { role: 'user', content: 'Hi' },
      { role: 'user', type: null, content: 'Hi' },
      { id: 'msg_1' },
      call,
    ]);
    expect(items.map((item) => JSON.stringify(item))).toEqual([
      '{"type":"message","role":"user","content":"Hi"}',
      '{"type":"message","role":"user","content":"Hi"}',
      '{"type":"item_reference","id":"msg_1"}',
      JSON.stringify(call),
    ]);
    expect(inputItemsOf(items)).toEqual(items);
  });
});

describe('the items that an input refers to', () => {
  it('are found whichever way they are written, in their order', () => {
    const input = [
      { id: 'rs_1' },
      { role: 'user', id: 'msg_own', content: 'Hi' },
      { type: 'item_reference', id: 'fc_1' },
      { type: null, id: 'rs_1' },
    ];
    expect(referencedIds(input)).toEqual(['rs_1', 'fc_1', 'rs_1']);
    expect(referencedIds('rs_1')).toEqual([]);
  });

  it('are looked for also where an id is no text, so that nothing goes out that nobody resolved', () => {
    expect(referencedIds([{ type: 'item_reference', id: 48_215_733 }, { type: 'item_reference' }])).toEqual([
      '48215733',
      'undefined',
    ]);
  });
});
