import { describe, expect, it } from 'vitest';
import { TOKEN_INSTRUCTION } from '../../../../lambda/openai/token-instruction.ts';
import { answeredTexts } from '../../../../local/view/answered-text.ts';
import { receivedTexts } from '../../../../local/view/received-text.ts';

const JSON_TYPE = 'application/json';
const chunk = (index: number, delta: unknown): string =>
  `data: ${JSON.stringify({ choices: [{ index, delta }] })}\n\n`;

describe('answeredTexts', () => {
  it('reads plain answers of both dialects, with their calls', () => {
    const body = {
      choices: [
        { message: { content: 'Hello', tool_calls: [{ function: { name: 'f', arguments: '{"a":1}' } }] } },
        { message: { content: null, refusal: 'No.' } },
      ],
    };
    expect(answeredTexts(JSON.stringify(body), JSON_TYPE)).toEqual(['Hello\n→ f({"a":1})', 'No.']);
    expect(answeredTexts('{"content":"Hello"}', JSON_TYPE)).toEqual(['Hello']);
  });

  it('puts a stream together, choice by choice and call by call', () => {
    const body = [
      chunk(0, { role: 'assistant', content: '' }),
      ': keep-alive\n\n',
      chunk(0, { content: 'Hel' }),
      chunk(1, { tool_calls: [{ index: 0, function: { name: 'f', arguments: '' } }] }),
      chunk(0, { content: 'lo' }),
      chunk(1, { tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
      chunk(1, { tool_calls: [{ index: 1, function: { name: 'g', arguments: '[' } }] }),
      'data: {"choices":[],"usage":{}}\n\n',
      'data: [DONE]\n\n',
    ].join('');
    expect(answeredTexts(body, 'text/event-stream; charset=utf-8')).toEqual(['Hello', '→ f({})\n→ g([)']);
  });

  it('shows errors, also those at the end of a stream', () => {
    const error = { error: { code: 'dlp_blocked', message: 'Blocked.', param: 'user' } };
    expect(answeredTexts(JSON.stringify(error), JSON_TYPE)).toEqual(['error dlp_blocked: Blocked. (user)']);
    const body = `${chunk(0, { content: 'Hel' })}data: {"error":{"code":"provider_error","message":"Cut."}}\n\n`;
    expect(answeredTexts(body, 'text/event-stream')).toEqual(['Hel', 'error provider_error: Cut.']);
  });

  it('gives nothing for other bodies', () => {
    expect(answeredTexts('{"data":[]}', JSON_TYPE)).toEqual([]);
    expect(answeredTexts('{"cut', JSON_TYPE)).toEqual([]);
  });
});

describe('answeredTexts of the Responses API', () => {
  const ANSWER = [
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Who is it?' }, { text: 'Jane Roe.' }] },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] },
    { type: 'function_call', name: 'f', arguments: '{"a":1}' },
    { type: 'custom_tool_call', name: 'g', input: 'look' },
    { type: 'web_search_call', id: 'ws_1' },
  ];
  const SAID = [
    '[reasoning Who is it?\nJane Roe.]',
    'Hello',
    '→ f({"a":1})',
    '→ g(look)',
    '[web_search_call]',
  ];
  const event = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

  it('reads plain ones, item by item', () => {
    expect(
      answeredTexts(JSON.stringify({ object: 'response', output: ANSWER, error: null }), JSON_TYPE),
    ).toEqual(SAID);
  });

  it('says why one is not whole', () => {
    const cut = { object: 'response', output: [], incomplete_details: { reason: 'max_output_tokens' } };
    expect(answeredTexts(JSON.stringify(cut), JSON_TYPE)).toEqual(['[incomplete: max_output_tokens]']);
    const failed = { object: 'response', output: [], error: { code: 'provider_error', message: 'Cut.' } };
    expect(answeredTexts(JSON.stringify(failed), JSON_TYPE)).toEqual(['error provider_error: Cut.']);
  });

  it('puts streamed ones together, as far as they came', () => {
    const body = [
      event('response.created', { response: { output: [], error: null, incomplete_details: null } }),
      event('response.output_item.added', { output_index: 0, item: { type: 'reasoning', summary: [] } }),
      event('response.reasoning_summary_part.added', { output_index: 0, summary_index: 0 }),
      event('response.reasoning_summary_text.delta', { output_index: 0, delta: 'Who is it?' }),
      event('response.reasoning_summary_part.added', { output_index: 0, summary_index: 1 }),
      event('response.reasoning_summary_text.delta', { output_index: 0, delta: 'Jane Roe.' }),
      event('response.output_item.added', { output_index: 1, item: { type: 'message', content: [] } }),
      event('response.content_part.added', { output_index: 1, content_index: 0 }),
      event('response.output_text.delta', { output_index: 1, delta: 'Hel' }),
      ': keep-alive\n\n',
      event('response.output_text.delta', { output_index: 1, delta: 'lo' }),
      event('response.output_text.done', { output_index: 1, text: 'Hello' }),
      event('response.output_item.added', {
        output_index: 2,
        item: { type: 'function_call', name: 'f', arguments: '' },
      }),
      event('response.function_call_arguments.delta', { output_index: 2, delta: '{"a"' }),
      event('response.function_call_arguments.delta', { output_index: 2, delta: ':1}' }),
      event('response.output_item.added', {
        output_index: 3,
        item: { type: 'custom_tool_call', name: 'g', input: '' },
      }),
      event('response.custom_tool_call_input.delta', { output_index: 3, delta: 'look' }),
      event('response.output_item.added', { output_index: 4, item: { type: 'web_search_call' } }),
    ].join('');
    expect(answeredTexts(body, 'text/event-stream; charset=utf-8')).toEqual(SAID);
  });

  it('shows how a stream ended, and its error once', () => {
    const error = { code: 'provider_error', message: 'Cut.', param: null };
    const body = [
      event('response.created', { response: {} }),
      event('error', { ...error, error: { type: 'bad_gateway', ...error } }),
      event('response.failed', { response: { error: { code: 'server_error', message: 'Cut.' } } }),
    ].join('');
    expect(answeredTexts(body, 'text/event-stream')).toEqual(['error provider_error: Cut.']);
    const cut = event('response.incomplete', {
      response: { error: null, incomplete_details: { reason: 'max_output_tokens' } },
    });
    expect(answeredTexts(event('response.created', { response: {} }) + cut, 'text/event-stream')).toEqual([
      '[incomplete: max_output_tokens]',
    ]);
  });
});

describe('receivedTexts', () => {
  it('reads messages of every kind', () => {
    const body = {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Look:' }, { type: 'image_url' }] },
        { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: '{}' } }] },
        { role: 'assistant', function_call: { name: 'g', arguments: '[]' } },
        { role: 'tool', content: 'done' },
      ],
    };
    expect(receivedTexts(JSON.stringify(body))).toEqual([
      'user: Look:\n[image_url]',
      'assistant: → f({})',
      'assistant: → g([])',
      'tool: done',
    ]);
  });

  it('reads items of every kind, and the instructions before them', () => {
    const body = {
      instructions: `Be brief.\n\n${TOKEN_INSTRUCTION}`,
      input: [
        { role: 'developer', content: 'No jokes.' },
        {
          type: 'message',
          role: 'user',
          content: [{ type: 'input_text', text: 'Look:' }, { type: 'input_image' }],
        },
        { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' },
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: 'done' },
        { type: 'custom_tool_call_output', call_id: 'd', output: [{ type: 'input_text', text: 'seen' }] },
      ],
    };
    expect(receivedTexts(JSON.stringify(body))).toEqual([
      "instructions: Be brief.\n\n[the gateway's note on placeholders]",
      'developer: No jokes.',
      'user: Look:\n[input_image]',
      'assistant: [reasoning]',
      'assistant: → f({})',
      'tool: done',
      'tool: seen',
    ]);
    expect(receivedTexts('{"input":"Hello"}')).toEqual(['user: Hello']);
  });

  it('shows a body that is no JSON as it is', () => {
    expect(receivedTexts('{')).toEqual(['{']);
  });
});
