import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../lambda/contract/gateway-error.ts';
import type { JsonObject } from '../../../../lambda/openai/json-value.ts';
import { chatFromResponses } from '../../../../lambda/openai/over-chat/chat-from-responses.ts';

const message = (role: string, content: unknown): JsonObject => ({ type: 'message', role, content });
const text = (words: string): JsonObject => ({ type: 'input_text', text: words });
const call = (call_id: string, args = '{}'): JsonObject => ({
  ...{ type: 'function_call', id: `fc_${call_id}`, status: 'completed' },
  ...{ call_id, name: 'look_up', arguments: args },
});
const result = (call_id: string, output: unknown): JsonObject => ({
  type: 'function_call_output',
  call_id,
  output,
});
const thought = (words: string): JsonObject => ({
  ...{ type: 'reasoning', id: 'rs_1', summary: [] },
  content: [{ type: 'reasoning_text', text: words }],
});

const chat = (body: JsonObject): JsonObject =>
  chatFromResponses({ model: 'm', input: [], store: false, ...body });
const messages = (input: readonly JsonObject[], more: JsonObject = {}): unknown =>
  chat({ input, ...more })['messages'];

const toolCall = (id: string, args = '{}'): JsonObject => ({
  id,
  type: 'function',
  function: { name: 'look_up', arguments: args },
});

const failureOf = (body: JsonObject): readonly unknown[] => {
  try {
    chat(body);
  } catch (error) {
    if (error instanceof GatewayError) return [error.failure, error.detail.param];
    throw error;
  }
  return [];
};

describe('a turn of the model', () => {
  it('is one message: what it thought, said and called in parallel', () => {
    const turn = [
      thought('First this.'),
      message('assistant', [{ type: 'output_text', text: 'Let me see.', annotations: [] }]),
      call('call_1', '{"a":1}'),
      call('call_2'),
    ];
    const results = [result('call_1', '12'), result('call_2', [text('a'), text('b')])];
    expect(messages([message('user', 'Hi'), ...turn, ...results])).toEqual([
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: 'Let me see.',
        reasoning_content: 'First this.',
        tool_calls: [toolCall('call_1', '{"a":1}'), toolCall('call_2')],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '12' },
      { role: 'tool', tool_call_id: 'call_2', content: 'a\nb' },
    ]);
  });

  it('goes on until its tools have answered, in whatever order it thinks, says and calls', () => {
    const turn = [call('call_1'), thought('And that.'), call('call_2'), message('assistant', 'Two calls.')];
    expect(messages([thought('This.'), ...turn, result('call_1', ''), result('call_2', '')])).toMatchObject([
      {
        content: 'Two calls.',
        reasoning_content: 'This.\n\nAnd that.',
        tool_calls: [{ id: 'call_1' }, { id: 'call_2' }],
      },
      { role: 'tool' },
      { role: 'tool' },
    ]);
  });

  it('is another one after each result', () => {
    const items = [call('call_1'), result('call_1', '1'), call('call_2'), result('call_2', '2')];
    expect(messages(items)).toMatchObject([
      { content: null, tool_calls: [{ id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_1' },
      { content: null, tool_calls: [{ id: 'call_2' }] },
      { role: 'tool', tool_call_id: 'call_2' },
    ]);
  });

  it('ends where it says something anew', () => {
    expect(messages([message('assistant', 'One.'), thought('Hm.'), message('assistant', 'Two.')])).toEqual([
      { role: 'assistant', content: 'One.' },
      { role: 'assistant', content: 'Two.', reasoning_content: 'Hm.' },
    ]);
  });

  it('has the summary of its thoughts where they can’t be read, and nothing where they are sealed', () => {
    const summary = [{ type: 'summary_text', text: 'In short.' }];
    const sealed = { type: 'reasoning', summary: [], encrypted_content: 'c2VhbGVk' };
    expect(messages([{ type: 'reasoning', summary }, sealed, call('call_1')])).toMatchObject([
      { reasoning_content: 'In short.' },
    ]);
    expect(messages([sealed, message('assistant', 'Yes.')])).toEqual([
      { role: 'assistant', content: 'Yes.' },
    ]);
  });

  it('is none where it only thought', () => {
    expect(messages([thought('Hm.'), message('user', 'Hi')])).toEqual([{ role: 'user', content: 'Hi' }]);
  });

  it('may be a refusal, in the same words', () => {
    const refusal = message('assistant', [{ type: 'refusal', refusal: 'I can’t.' }]);
    expect(messages([refusal])).toEqual([{ role: 'assistant', content: 'I can’t.' }]);
  });

  it('calls custom tools with free text', () => {
    const custom = {
      type: 'custom_tool_call',
      id: 'ctc_1',
      call_id: 'call_1',
      name: 'sql',
      input: 'select 1',
    };
    const output = { type: 'custom_tool_call_output', call_id: 'call_1', output: '1' };
    expect(messages([custom, output])).toMatchObject([
      { tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'sql', input: 'select 1' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: '1' },
    ]);
  });
});

describe('instructions', () => {
  it('are one message at the beginning, whoever gives them', () => {
    const input = [message('developer', 'Be kind.'), message('system', [text('Be'), text('quick.')])];
    expect(messages([...input, message('user', 'Hi')], { instructions: 'Be brief.' })).toEqual([
      { role: 'system', content: 'Be brief.\n\nBe kind.\n\nBe\nquick.' },
      { role: 'user', content: 'Hi' },
    ]);
  });

  it('stay where they stand later on', () => {
    expect(messages([message('user', 'Hi'), message('developer', 'Be kind.')])).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'Be kind.' },
    ]);
  });
});

describe('a message of the user', () => {
  it('is a string where it holds words alone', () => {
    expect(messages([message('user', [text('a'), text('b')])])).toEqual([{ role: 'user', content: 'a\nb' }]);
  });

  it('may hold images, files and sounds', () => {
    const audio = { type: 'input_audio', input_audio: { data: 'aGk=', format: 'wav' } };
    const parts = [
      text('See:'),
      { type: 'input_image', image_url: 'data:image/png;base64,aGk=', detail: 'low' },
      { type: 'input_image', image_url: 'https://x.example/a.png', detail: null },
      { type: 'input_file', file_data: 'data:application/pdf;base64,aGk=', filename: 'a.pdf' },
      { type: 'input_file', file_id: 'file-1' },
      audio,
    ];
    expect(messages([message('user', parts)])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See:' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'https://x.example/a.png' } },
          { type: 'file', file: { file_data: 'data:application/pdf;base64,aGk=', filename: 'a.pdf' } },
          { type: 'file', file: { file_id: 'file-1' } },
          audio,
        ],
      },
    ]);
  });
});

describe('tools', () => {
  const parameters = { type: 'object', properties: {} };
  const tools = [
    { type: 'function', name: 'look_up', description: 'Looks up.', parameters, strict: true },
    { type: 'function', name: 'bare', parameters: null, strict: null },
    { type: 'custom', name: 'sql', format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' } },
    { type: 'custom', name: 'free', format: { type: 'text' } },
  ];

  it('have their names one layer deeper', () => {
    expect(chat({ tools, tool_choice: 'required', parallel_tool_calls: false })).toMatchObject({
      tools: [
        {
          type: 'function',
          function: { name: 'look_up', description: 'Looks up.', parameters, strict: true },
        },
        { type: 'function', function: { name: 'bare' } },
        {
          type: 'custom',
          custom: {
            name: 'sql',
            format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "x"' } },
          },
        },
        { type: 'custom', custom: { name: 'free', format: { type: 'text' } } },
      ],
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
  });

  it.each([
    ['auto', 'auto'],
    [
      { type: 'function', name: 'look_up' },
      { type: 'function', function: { name: 'look_up' } },
    ],
    [
      { type: 'custom', name: 'sql' },
      { type: 'custom', custom: { name: 'sql' } },
    ],
    [
      { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'look_up' }] },
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'look_up' } }] },
      },
    ],
  ])('may be chosen: %j', (given, sent) => {
    expect(chat({ tools, tool_choice: given })['tool_choice']).toEqual(sent);
  });

  it('are not spoken of where there are none, unless one is required', () => {
    const idle = chat({ tools: [], tool_choice: 'auto', parallel_tool_calls: true });
    expect(Object.keys(idle)).toEqual(['model', 'messages', 'store']);
    expect(chat({ tool_choice: 'required' })['tool_choice']).toBe('required');
  });
});

describe('parameters', () => {
  it('have chat’s names', () => {
    const schema = { type: 'object', properties: {} };
    expect(
      chat({
        text: { format: { type: 'json_schema', name: 'note', strict: true, schema }, verbosity: 'low' },
        reasoning: { effort: 'high', summary: 'auto' },
        max_output_tokens: 500,
        top_logprobs: 3,
        include: ['message.output_text.logprobs', 'reasoning.encrypted_content'],
        stream: true,
        stream_options: { include_obfuscation: false },
      }),
    ).toEqual({
      model: 'm',
      messages: [],
      response_format: { type: 'json_schema', json_schema: { name: 'note', strict: true, schema } },
      verbosity: 'low',
      reasoning_effort: 'high',
      max_completion_tokens: 500,
      logprobs: true,
      top_logprobs: 3,
      stream: true,
      stream_options: { include_obfuscation: false, include_usage: true },
      store: false,
    });
  });

  it('stay as they are where both have them, or nobody knows them', () => {
    const same = {
      ...{ temperature: 0, top_p: 0.5, user: 'u', safety_identifier: 's', prompt_cache_key: 'p' },
      ...{ service_tier: 'flex', seed: 7, chat_template_kwargs: { thinking: true } },
    };
    expect(chat(same)).toEqual({ model: 'm', messages: [], store: false, ...same });
  });

  it('are left out where they change nothing in the answer', () => {
    const harmless = {
      ...{ truncation: 'auto', max_tool_calls: 3, metadata: { ward: '7' }, top_logprobs: 0 },
      ...{ include: ['reasoning.encrypted_content'], text: { format: { type: 'text' } }, temperature: null },
      ...{ reasoning: { summary: 'auto' }, prompt: null, tools: null, tool_choice: null },
    };
    expect(chat(harmless)).toEqual({ model: 'm', messages: [], store: false });
  });

  it('ask for a JSON object, or for log probabilities without alternatives', () => {
    const body = { text: { format: { type: 'json_object' } }, include: ['message.output_text.logprobs'] };
    expect(chat(body)).toMatchObject({ response_format: { type: 'json_object' }, logprobs: true });
    expect(chat(body)).not.toHaveProperty('top_logprobs');
  });
});

describe('what chat has no words for is refused, by its place', () => {
  const hosted = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: {} };
  const picture = { type: 'input_image', image_url: 'https://x.example/a.png' };

  it.each([
    [
      'a tool of the provider’s',
      { tools: [{ type: 'function', name: 'f' }, { type: 'web_search' }] },
      'tools[1]',
    ],
    ['its choice', { tools: [{ type: 'function', name: 'f' }], tool_choice: { type: 'mcp' } }, 'tool_choice'],
    [
      'its choice among others',
      {
        tools: [{ type: 'function', name: 'f' }],
        tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'shell' }] },
      },
      'tool_choice.tools[0]',
    ],
    ['what such a tool did', { input: [message('user', 'Hi'), hosted] }, 'input[1]'],
    ['a compaction', { input: [{ type: 'compaction', encrypted_content: 'c2VhbGVk' }] }, 'input[0]'],
    ['an item of no kind', { input: [{ what: 'ever' }] }, 'input[0]'],
    ['a template', { prompt: { id: 'pmpt_1' } }, 'prompt'],
    ['context management', { context_management: [{ type: 'compaction' }] }, 'context_management'],
    ['a picture as a result', { input: [result('call_1', [text('a'), picture])] }, 'input[0].output[1]'],
    ['a picture from a developer', { input: [message('developer', [picture])] }, 'input[0].content[0]'],
    [
      'a picture that rests at the provider',
      { input: [message('user', [{ type: 'input_image', file_id: 'file-1' }])] },
      'input[0].content[0].file_id',
    ],
    [
      'a file that rests elsewhere',
      { input: [message('user', [{ type: 'input_file', file_url: 'https://x.example/a.pdf' }])] },
      'input[0].content[0].file_url',
    ],
    [
      'a part of another kind',
      { input: [message('user', [{ type: 'input_video' }])] },
      'input[0].content[0]',
    ],
    ['a role of another kind', { input: [message('critic', 'Hm.')] }, 'input[0].role'],
    ['a content of another kind', { input: [message('user', 7)] }, 'input[0].content'],
  ])('%s', (_, body, param) => {
    expect(failureOf(body)).toEqual(['unsupported_by_provider', param]);
  });
});
