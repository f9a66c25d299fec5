import { expect, it } from 'vitest';
import { GatewayError } from '../../../../lambda/contract/gateway-error.ts';
import { responseFromChat } from '../../../../lambda/openai/over-chat/response-from-chat.ts';
import { completion, saying } from '../../../support/openai-wire.ts';

const MADE = { unique: '7Kq0', createdAt: 1_784_000_001, now: () => 1_784_000_009 };

it('has every field that OpenAI’s own has', () => {
  expect(responseFromChat(completion([saying('Yes.')]), { model: 'm', input: [] }, MADE)).toEqual({
    id: 'resp_7Kq0',
    object: 'response',
    created_at: 1_784_000_001,
    completed_at: 1_784_000_009,
    status: 'completed',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    max_tool_calls: null,
    metadata: {},
    model: 'gpt-5.4-mini-2026-03-17',
    output: [
      {
        id: 'msg_7Kq0_0',
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Yes.', annotations: [], logprobs: [] }],
      },
    ],
    parallel_tool_calls: true,
    frequency_penalty: 0,
    presence_penalty: 0,
    previous_response_id: null,
    prompt_cache_key: null,
    reasoning: { effort: null, summary: null },
    safety_identifier: null,
    service_tier: 'default',
    store: false,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled',
    usage: {
      input_tokens: 31,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: 12,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 43,
    },
    user: null,
  });
});

it('repeats what was asked', () => {
  const asked = {
    ...{ instructions: 'Be brief.', temperature: 0, top_p: 0.5, max_output_tokens: 500, top_logprobs: 2 },
    ...{ tool_choice: 'required', parallel_tool_calls: false, truncation: 'auto', user: 'u' },
    ...{ safety_identifier: 's', prompt_cache_key: 'p', presence_penalty: 0.1, max_tool_calls: 3 },
  };
  const tools = [
    { type: 'function', name: 'f', parameters: {} },
    { type: 'custom', name: 'c' },
  ];
  const shaped = { text: { format: { type: 'json_object' }, verbosity: null }, reasoning: { effort: 'low' } };
  const body = { model: 'm', input: [], ...asked, tools, ...shaped };
  expect(responseFromChat(completion([saying('{}')]), body, MADE)).toMatchObject({
    ...asked,
    tools: [{ type: 'function', name: 'f', description: null, parameters: {}, strict: false }, tools[1]],
    text: { format: { type: 'json_object' }, verbosity: 'medium' },
    reasoning: { effort: 'low', summary: null },
  });
});

it('says why it is incomplete, and is not complete at any time', () => {
  const cut = completion([{ ...saying('A pa'), finish_reason: 'max_tokens' }]);
  expect(responseFromChat(cut, {}, MADE)).toMatchObject({
    status: 'incomplete',
    completed_at: null,
    incomplete_details: { reason: 'max_output_tokens' },
    output: [{ status: 'incomplete' }],
  });
});

it.each(['', 'chatcmpl-1', `gen: ${'a/b'.repeat(40)}`])(
  'has an id of ours where the server’s is “%s”',
  (id) => {
    const response = responseFromChat(completion([saying('Yes.')], { id }), {}, MADE);
    expect(response).toMatchObject({ id: 'resp_7Kq0', output: [{ id: 'msg_7Kq0_0' }] });
  },
);

it.each([
  ['an error', { error: { message: 'overloaded' } }],
  ['nothing to choose from', completion([])],
  ['no choices', { id: 'chatcmpl-1' }],
  ['choices without places', completion([{ message: {} }])],
])('%s is no answer', (_, body) => {
  expect(() => responseFromChat(body, {}, MADE)).toThrow(new GatewayError('provider_failed'));
});
