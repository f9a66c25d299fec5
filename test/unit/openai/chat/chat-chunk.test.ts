import { describe, expect, it } from 'vitest';
import { beginsToolCall, isFinished } from '../../../../lambda/openai/chat/chat-chunk.ts';

describe('the last chunk of a choice', () => {
  it.each([
    ['stop', true],
    ['length', true],
    ['', false],
    [null, false],
    [undefined, false],
  ])('finish_reason %j', (finish_reason, expected) => {
    expect(isFinished({ index: 0, finish_reason })).toBe(expected);
  });
});

describe('the chunk in which a tool call begins', () => {
  const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } };
  it.each([
    ['has its id', { tool_calls: [call] }, true],
    ['may have an empty content', { content: '', tool_calls: [call] }, true],
    ['says nothing else, for then the words go on', { content: 'and', tool_calls: [call] }, false],
    [
      'is none of those that go on with one',
      { tool_calls: [{ index: 0, function: { arguments: '{' } }] },
      false,
    ],
    ['is no chunk of words', { content: 'and' }, false],
    ['is no garbage', { tool_calls: 'call_1' }, false],
    ['has a delta', undefined, false],
  ])('%s', (_, delta, expected) => {
    expect(beginsToolCall({ index: 0, delta })).toBe(expected);
  });
});
