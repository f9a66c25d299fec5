import { describe, expect, test } from 'vitest';
import { holdsContent } from '../../../lambda/openai/holds-content.ts';
import { dataFrame, eventFrame } from '../../../lambda/openai/sse-writer.ts';

const chunk = (delta: object): string =>
  dataFrame({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null }] });

describe('a frame holds content', () => {
  test.each([
    ['text', chunk({ content: 'D' })],
    ['a quote', chunk({ content: '"' })],
    ['a refusal', chunk({ refusal: 'I' })],
    ['a thought', chunk({ reasoning_content: 'Let' })],
    ['a call', chunk({ tool_calls: [{ index: 0, function: { name: 'find', arguments: '' } }] })],
    ['text of a response', eventFrame({ type: 'response.output_text.delta' })],
    ['arguments of a response', eventFrame({ type: 'response.function_call_arguments.delta' })],
    ['an image, which comes whole', eventFrame({ type: 'response.output_item.done' })],
  ])('with %s', (_, frame) => {
    expect(holdsContent(frame)).toBe(true);
  });

  test.each([
    ['the chunk that names a role', chunk({ role: 'assistant', content: '', refusal: null })],
    ['the chunk of the end', chunk({})],
    ['the chunk of usage', dataFrame({ choices: [], usage: { total_tokens: 3 } })],
    ['the end', 'data: [DONE]\n\n'],
    ['the start of a response', eventFrame({ type: 'response.created' })],
    ['the start of an item', eventFrame({ type: 'response.output_item.added' })],
  ])('but not %s', (_, frame) => {
    expect(holdsContent(frame)).toBe(false);
  });

  test('but not where a response begins that quotes its instructions', () => {
    const response = { instructions: [{ role: 'system', content: 'Be brief.' }] };
    expect(holdsContent(eventFrame({ type: 'response.created', ...{ response } }))).toBe(false);
  });
});
