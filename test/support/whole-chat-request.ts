/**
 * A chat completion request with every field that the API knows, and some that it doesn't. Each text is what `say`
 * gives for its place, so that a test can plant something there and look for it later.
 */
export const wholeChatRequest = (say: (place: string) => string, key = (place: string): string => place) => ({
  model: 'gpt-5.4-mini',
  messages: [
    { role: 'developer', content: say('developer'), name: key('developer_name') },
    { role: 'system', content: [{ type: 'text', text: say('system part') }] },
    {
      role: 'user',
      name: key('user_name'),
      content: [
        { type: 'text', text: say('user part') },
        { type: 'text', text: say('second user part') },
      ],
    },
    {
      role: 'assistant',
      content: say('assistant'),
      refusal: say('assistant refusal'),
      name: key('assistant_name'),
      reasoning_content: say('reasoning_content'),
      reasoning: say('reasoning'),
      reasoning_details: [{ type: 'reasoning.text', text: say('reasoning detail'), summary: say('summary') }],
      tool_calls: [
        {
          id: 'call_1',
          type: 'function',
          function: {
            name: 'find_patient',
            arguments: JSON.stringify({
              patient: say('argument'),
              nested: [{ note: say('nested argument') }],
              document: JSON.stringify({ inner: say('JSON in JSON') }),
              [say('argument key')]: 1,
            }),
          },
        },
        { id: 'call_2', type: 'custom', custom: { name: 'shell', input: say('custom input') } },
      ],
    },
    {
      role: 'assistant',
      content: [{ type: 'refusal', refusal: say('refusal part') }],
      function_call: { name: 'old', arguments: say('legacy arguments') },
    },
    { role: 'tool', tool_call_id: 'call_1', content: JSON.stringify({ result: say('tool result') }) },
    { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: say('tool result part') }] },
    { role: 'function', name: 'old', content: say('function result') },
    { role: 'user', content: say('user') },
  ],
  functions: [
    {
      name: 'old',
      description: say('function description'),
      parameters: { type: 'object', title: say('schema title') },
    },
  ],
  function_call: { name: 'old' },
  tools: [
    {
      type: 'function',
      function: {
        name: 'find_patient',
        description: say('tool description'),
        strict: true,
        parameters: {
          type: 'object',
          description: say('schema description'),
          properties: {
            patient: {
              type: 'string',
              enum: [say('enum value')],
              default: say('default value'),
              examples: [say('example value')],
              const: say('const value'),
            },
            list: {
              type: 'array',
              items: { anyOf: [{ type: 'string', description: say('deep description') }] },
            },
          },
          required: ['patient'],
          $defs: { thing: { $comment: say('schema comment') } },
        },
      },
    },
    {
      type: 'custom',
      custom: {
        name: 'shell',
        description: say('custom tool description'),
        format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "ok"' } },
      },
    },
  ],
  tool_choice: { type: 'function', function: { name: 'find_patient' } },
  response_format: {
    type: 'json_schema',
    json_schema: {
      name: 'report',
      description: say('format description'),
      schema: { type: 'object', title: say('format title') },
    },
  },
  prediction: { type: 'content', content: [{ type: 'text', text: say('prediction') }] },
  stop: [say('stop')],
  metadata: { note: say('metadata') },
  web_search_options: {
    user_location: { type: 'approximate', approximate: { city: say('city'), region: say('region') } },
  },
  user: say('user field'),
  safety_identifier: say('safety identifier'),
  prompt_cache_key: say('prompt cache key'),
  temperature: 0.2,
  logit_bias: { '50256': -100 },
  invented_next_year: { deep: [{ text: say('unknown parameter') }], flag: true, count: 3 },
});

/** Where a text can't be rewritten: PHI there refuses the request. */
export const FIXED_PLACES: readonly {
  readonly param: string;
  readonly request: (value: string) => Readonly<Record<string, unknown>>;
}[] = [
  { param: 'model', request: (value) => ({ model: value.replaceAll(' ', '-') }) },
  {
    param: 'messages[0].name',
    request: (value) => ({ messages: [{ role: 'user', content: 'Hi', name: value }] }),
  },
  {
    param: 'tools[0].function.name',
    request: (name) => ({ tools: [{ type: 'function', function: { name } }] }),
  },
  {
    param: 'tools[0].function.parameters.properties.*',
    request: (key) => ({
      tools: [
        {
          type: 'function',
          function: { name: 'f', parameters: { type: 'object', properties: { [key]: {} } } },
        },
      ],
    }),
  },
  {
    param: 'tools[0].function.parameters.properties.*.pattern',
    request: (pattern) => ({
      tools: [
        {
          type: 'function',
          function: { name: 'f', parameters: { properties: { a: { type: 'string', pattern } } } },
        },
      ],
    }),
  },
  {
    param: 'tools[0].custom.format.grammar.definition',
    request: (definition) => ({
      tools: [
        {
          type: 'custom',
          custom: { name: 'c', format: { type: 'grammar', grammar: { syntax: 'regex', definition } } },
        },
      ],
    }),
  },
  {
    param: 'response_format.json_schema.name',
    request: (name) => ({ response_format: { type: 'json_schema', json_schema: { name, schema: {} } } }),
  },
  { param: 'metadata.*', request: (key) => ({ metadata: { [key]: 'x' } }) },
  { param: '*', request: (key) => ({ [key]: 'x' }) },
  {
    param: 'tool_choice.function.name',
    request: (name) => ({ tool_choice: { type: 'function', function: { name } } }),
  },
];
