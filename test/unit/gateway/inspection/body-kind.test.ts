import { describe, expect, test } from 'vitest';
import { bodyKindOf } from '../../../../lambda/gateway/inspection/body-kind.ts';

const model = 'standard';

describe('which of the three a body is', () => {
  test.each([
    ['a text', { input: 'Jane Roe' }, 'texts'],
    ['an empty text', { input: '' }, 'texts'],
    ['texts', { input: ['Jane Roe', 'Hello'] }, 'texts'],
    ['no texts', { input: [] }, 'texts'],
    ['messages', { model, messages: [] }, 'chat.completions'],
    ['messages beside an input', { model, messages: [], input: 'Hi' }, 'chat.completions'],
    ['messages without a model', { messages: 'Hi' }, 'chat.completions'],
    ['a text for a model', { model, input: 'Jane Roe' }, 'responses'],
    ['a text with any other field', { input: 'Jane Roe', instructions: 'Be brief.' }, 'responses'],
    ['items', { model, input: [{ role: 'user', content: 'Hi' }] }, 'responses'],
    ['items without a model', { input: [{ role: 'user', content: 'Hi' }] }, 'responses'],
    ['texts among items', { input: ['Hi', { role: 'user', content: 'Hi' }] }, 'responses'],
    ['numbers', { input: [1, 2] }, 'responses'],
    ['nothing', {}, 'responses'],
  ] as const)('%s', (_, body, kind) => {
    expect(bodyKindOf(body)).toBe(kind);
  });
});
