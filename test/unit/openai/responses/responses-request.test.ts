import { describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../../lambda/contract/gateway-error.ts';
import { pathInRequest } from '../../../../lambda/openai/responses/response-format.ts';
import { parseResponsesRequest } from '../../../../lambda/openai/responses/responses-request.ts';

const parse = (more: Record<string, unknown>) => parseResponsesRequest({ model: 'm', input: 'Hi', ...more });

const expectRefusal = (
  more: Record<string, unknown>,
  failure: GatewayError['failure'],
  param: string,
): void => {
  expect(() => parse(more)).toThrow(
    expect.objectContaining({ failure, detail: { param } } satisfies Partial<GatewayError>),
  );
};

describe('the body of a request for a response', () => {
  const accepted: readonly [string, Record<string, unknown>][] = [
    ['a string', { input: 'What is anemia?' }],
    ['an empty string', { input: '' }],
    ['items without types', { input: [{ role: 'user', content: 'Hi' }, { id: 'msg_1' }] }],
    ['items with null types', { input: [{ type: null, id: 'msg_1' }] }],
    ['kinds of items that nobody knows: the rule of the leaves says where', { input: [{ type: 'dream' }] }],
    ['no input after a response', { input: undefined, previous_response_id: 'resp_1' }],
    ['a previous response of any form: the state says whether it is there', { previous_response_id: 'x' }],
    ['no input in a conversation', { input: [], conversation: { id: 'conv_1' } }],
    ['no input for a template', { input: null, prompt: { id: 'pmpt_1', variables: { a: 'b' } } }],
    ['a conversation beside a previous response of null', { conversation: 'c', previous_response_id: null }],
    ['few output tokens', { max_output_tokens: 1 }],
    ['tools of any kind', { tools: [{ type: 'telepathy' }], tool_choice: { type: 'telepathy' } }],
    ['parameters not invented yet', { invented_next_year: { deep: [1] }, client_metadata: { a: 'b' } }],
    [
      'nulls for whatever is optional',
      Object.fromEntries(
        [
          ...['background', 'conversation', 'include', 'instructions', 'max_output_tokens', 'max_tool_calls'],
          ...['metadata', 'moderation', 'parallel_tool_calls', 'previous_response_id', 'prompt', 'reasoning'],
          ...['prompt_cache_key', 'response_format', 'safety_identifier', 'service_tier', 'store', 'stream'],
          ...['stream_options', 'temperature', 'text', 'tool_choice', 'tools', 'top_logprobs', 'top_p'],
          ...['truncation', 'user', 'context_management', 'prompt_cache_options', 'prompt_cache_retention'],
        ].map((name) => [name, null]),
      ),
    ],
  ];
  for (const [what, more] of accepted) {
    it(`may have ${what}`, () => {
      const { response_format: _, ...kept } = more;
      expect(parse(more)).toEqual({ model: 'm', input: 'Hi', ...kept });
    });
  }

  it('gives the same bytes for the same body', () => {
    const body = { input: [{ content: 'Hi', role: 'user', id: 'msg_1' }], z: 1, temperature: 0.2, a: 2 };
    expect(JSON.stringify(parse(body))).toBe(JSON.stringify(parse(structuredClone(body))));
  });

  const refused: readonly [GatewayError['failure'], string, Record<string, unknown>][] = [
    ['missing_field', 'model', { model: undefined }],
    ['invalid_field', 'model', { model: '' }],
    ['missing_field', 'input', { input: undefined }],
    ['missing_field', 'input', { input: null }],
    ['missing_field', 'input', { input: [] }],
    ['invalid_field', 'input', { input: 7 }],
    ['invalid_field', 'input[1]', { input: [{ role: 'user', content: 'Hi' }, 'a bare string'] }],
    ['invalid_field', 'input[0].role', { input: [{ role: 7 }] }],
    ['background_not_supported', 'background', { background: true }],
    [
      'fields_exclude_each_other',
      'previous_response_id',
      { previous_response_id: 'resp_1', conversation: 'conv_1' },
    ],
    ['invalid_field', 'previous_response_id', { previous_response_id: ['resp_1'] }],
    ['invalid_field', 'conversation.id', { conversation: {} }],
    ['invalid_field', 'temperature', { temperature: 2.1 }],
    ['invalid_field', 'top_p', { top_p: -0.1 }],
    ['invalid_field', 'top_logprobs', { top_logprobs: 21 }],
    ['invalid_field', 'max_output_tokens', { max_output_tokens: 0 }],
    ['invalid_field', 'include[1]', { include: ['reasoning.encrypted_content', 7] }],
    ['invalid_field', 'metadata.*', { metadata: { 'Jane Roe': 7 } }],
    ['invalid_field', 'prompt.variables.*', { prompt: { id: 'p', variables: { 'Jane Roe': 7 } } }],
    ['invalid_field', 'tools[0].type', { tools: [{ name: 'no type' }] }],
    ['invalid_field', 'tool_choice.type', { tool_choice: {} }],
    ['invalid_field', 'text.format.type', { text: { format: {} } }],
    ['invalid_field', 'stream_options.include_obfuscation', { stream_options: { include_obfuscation: 1 } }],
  ];
  for (const [failure, param, more] of refused) {
    it(`is refused at ${param}: ${failure}`, () => expectRefusal(more, failure, param));
  }
});

describe('response_format of the chat shape', () => {
  const inner = { name: 'report', schema: { type: 'object' }, strict: true, description: 'A report.' };
  const format = { type: 'json_schema', json_schema: inner };

  it('becomes text.format, beside whatever else text says', () => {
    expect(parse({ response_format: format, text: { verbosity: 'low', format: null } })).toEqual({
      model: 'm',
      input: 'Hi',
      text: { verbosity: 'low', format: { type: 'json_schema', ...inner } },
    });
    for (const type of ['text', 'json_object']) {
      const parsed = parse({ response_format: { type } });
      expect(parsed).toEqual({ model: 'm', input: 'Hi', text: { format: { type } } });
      expect(parsed).not.toHaveProperty('response_format');
    }
  });

  const refused: readonly [GatewayError['failure'], string, Record<string, unknown>][] = [
    [
      'fields_exclude_each_other',
      'response_format',
      { response_format: format, text: { format: { type: 'text' } } },
    ],
    ['invalid_field', 'response_format', { response_format: 'json' }],
    ['invalid_field', 'response_format.type', { response_format: { type: 'xml' } }],
    ['invalid_field', 'response_format.type', { response_format: {} }],
    ['invalid_field', 'response_format.json_schema', { response_format: { type: 'json_schema', ...inner } }],
    [
      'invalid_field',
      'response_format.json_schema.schema',
      { response_format: { type: 'json_schema', json_schema: { name: 'report' } } },
    ],
  ];
  for (const [failure, param, more] of refused) {
    it(`is refused at ${param}: ${failure}`, () => expectRefusal(more, failure, param));
  }

  it('keeps its name in what is said of it later', () => {
    const body = { response_format: format };
    expect(pathInRequest('text.format.schema.properties.*', body)).toBe(
      'response_format.json_schema.schema.properties.*',
    );
    expect(pathInRequest('text.format.type', body)).toBe('response_format.type');
    expect(pathInRequest('text.format', body)).toBe('response_format');
    expect(pathInRequest('text.verbosity', body)).toBe('text.verbosity');
    expect(pathInRequest('text.format.name', { text: { format } })).toBe('text.format.name');
  });
});
