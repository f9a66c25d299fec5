import type { ResponseInputItem } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ITEM_TYPES } from '../../../local/demo-provider/responses/input-items.data.ts';
import { type DemoProvider, startDemoProvider } from '../../../local/demo-provider/start-demo-provider.ts';

let provider: DemoProvider;

beforeAll(async () => {
  provider = await startDemoProvider({ pieceDelayMs: 0 });
});
afterAll(() => provider.close());

interface Refused {
  readonly status: number;
  readonly body: { readonly error: Readonly<Record<string, unknown>> };
}

const post = async (body: unknown): Promise<Refused> => {
  const response = await fetch(`${provider.baseUrl}/responses`, {
    method: 'POST',
    headers: { authorization: 'Bearer k' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Refused['body'] };
};

const USER = { role: 'user', content: 'Hello' };
const CALL = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' };
const OUTPUT = { type: 'function_call_output', call_id: 'call_1', output: 'done' };
const NOT_KEPT = /^Item with id 'rs_1' not found\. Items are not persisted when `store` is set to false\./;

describe('a request is refused, in the words of OpenAI', () => {
  it.each<[string, object, number, string | null, string | null]>([
    ['without a model', { input: 'x', model: '' }, 400, 'model', 'missing_required_parameter'],
    ['without input', { input: undefined }, 400, 'input', 'missing_required_parameter'],
    ['with empty input', { input: [] }, 400, 'input', 'invalid_value'],
    [
      'that goes on from a response that was never kept',
      { previous_response_id: 'resp_1' },
      400,
      'previous_response_id',
      'previous_response_not_found',
    ],
    ['of a conversation that was never kept', { conversation: { id: 'conv_1' } }, 404, null, null],
    ['in the background', { background: true }, 400, 'background', null],
    ['in the shape of chat', { messages: [USER] }, 400, 'messages', 'unsupported_parameter'],
    ['with the format of chat', { response_format: {} }, 400, 'response_format', 'unsupported_parameter'],
    ['with too small a limit', { max_output_tokens: 15 }, 400, 'max_output_tokens', 'invalid_value'],
    ['with too many alternatives', { top_logprobs: 21 }, 400, 'top_logprobs', 'invalid_value'],
    [
      'with a tool in the shape of chat',
      { tools: [{ type: 'function', function: { name: 'f' } }] },
      400,
      'tools[0].name',
      'missing_required_parameter',
    ],
    [
      'that forces a tool that is not there',
      { tool_choice: { type: 'function', name: 'f' } },
      400,
      'tool_choice',
      null,
    ],
    [
      'with a schema without a name',
      { text: { format: { type: 'json_schema', schema: {} } } },
      400,
      'text.format.name',
      'missing_required_parameter',
    ],
  ])('%s', async (_what, more, status, param, code) => {
    const refused = await post({ model: 'm', input: 'Hello', ...more });
    expect(refused).toMatchObject({
      status,
      body: { error: { type: 'invalid_request_error', param, code } },
    });
  });
});

describe('an input is refused', () => {
  it.each<[string, readonly unknown[], number, string | null, string | null]>([
    ['with an item of an unknown type', [USER, { type: 'telepathy' }], 400, 'input[1]', 'invalid_value'],
    ['with an item that is none', ['Hello'], 400, 'input[0]', 'invalid_value'],
    ['with an unknown role', [{ role: 'tool', content: 'x' }], 400, 'input[0].role', 'invalid_value'],
    [
      'with a part of chat',
      [{ role: 'user', content: [{ type: 'text', text: 'x' }] }],
      400,
      'input[0].content[0]',
      'invalid_value',
    ],
    [
      'with words of the user as the assistant’s',
      [{ role: 'assistant', content: [{ type: 'input_text', text: 'x' }] }],
      400,
      'input[0].content[0]',
      'invalid_value',
    ],
    [
      'with a message without content',
      [{ role: 'user' }],
      400,
      'input[0].content',
      'missing_required_parameter',
    ],
    ['with a renamed item', [{ ...CALL, id: 'item_1' }, OUTPUT], 400, 'input[0].id', 'invalid_value'],
    [
      'with a call without arguments',
      [{ ...CALL, arguments: null }, OUTPUT],
      400,
      'input[0].arguments',
      'missing_required_parameter',
    ],
    [
      'with thoughts that nobody sealed',
      [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAAABx' }, USER],
      400,
      null,
      'invalid_encrypted_content',
    ],
  ])('%s', async (_what, input, status, param, code) => {
    const refused = await post({ model: 'm', input });
    expect(refused).toMatchObject({
      status,
      body: { error: { type: 'invalid_request_error', param, code } },
    });
  });

  it.each<[string, readonly unknown[], number, string | RegExp]>([
    [
      'a result without its call',
      [USER, OUTPUT],
      400,
      'No tool call found for function call output with call_id call_1.',
    ],
    ['a call without its result', [USER, CALL], 400, 'No tool output found for function call call_1.'],
    [
      'a result of another kind of call',
      [CALL, OUTPUT, { type: 'custom_tool_call_output', call_id: 'call_1', output: 'x' }],
      400,
      'No tool call found for custom tool call output with call_id call_1.',
    ],
    [
      'thoughts of which only the id is left',
      [{ type: 'reasoning', id: 'rs_1', summary: [] }, USER],
      404,
      NOT_KEPT,
    ],
    ['a reference to an item', [{ type: 'item_reference', id: 'rs_1' }], 404, NOT_KEPT],
    ['a reference that names no type', [{ id: 'rs_1' }], 404, NOT_KEPT],
  ])('with %s', async (_what, input, status, message) => {
    const refused = await post({ model: 'm', input });
    expect(refused).toMatchObject({ status, body: { error: { param: 'input', code: null } } });
    expect(refused.body.error['message']).toMatch(message);
  });
});

it('takes every type of item that the official client knows', () => {
  const known: Record<NonNullable<ResponseInputItem['type']>, true> = {
    additional_tools: true,
    apply_patch_call: true,
    apply_patch_call_output: true,
    code_interpreter_call: true,
    compaction: true,
    compaction_trigger: true,
    computer_call: true,
    computer_call_output: true,
    configuration_update: true,
    custom_tool_call: true,
    custom_tool_call_output: true,
    file_search_call: true,
    function_call: true,
    function_call_output: true,
    image_generation_call: true,
    item_reference: true,
    local_shell_call: true,
    local_shell_call_output: true,
    mcp_approval_request: true,
    mcp_approval_response: true,
    mcp_call: true,
    mcp_list_tools: true,
    message: true,
    program: true,
    program_output: true,
    reasoning: true,
    shell_call: true,
    shell_call_output: true,
    tool_search_call: true,
    tool_search_output: true,
    web_search_call: true,
  };
  expect([...ITEM_TYPES, 'item_reference'].toSorted()).toEqual(Object.keys(known).toSorted());
});
