const asked = (item: Readonly<Record<string, unknown>>) => ({ input: [item] });
const offered = (tool: Readonly<Record<string, unknown>>) => ({ tools: [tool] });

/** Where a text can't be rewritten: PHI there refuses the request. */
export const FIXED_RESPONSES_PLACES: readonly {
  readonly param: string;
  readonly request: (value: string) => Readonly<Record<string, unknown>>;
}[] = [
  { param: 'model', request: (value) => ({ model: value.replaceAll(' ', '-') }) },
  {
    param: 'input[0].name',
    request: (name) => asked({ type: 'function_call', call_id: 'call_1', name, arguments: '{}' }),
  },
  {
    param: 'input[0].namespace',
    request: (namespace) =>
      asked({ type: 'function_call', call_id: 'call_1', name: 'f', namespace, arguments: '{}' }),
  },
  {
    param: 'input[0].server_label',
    request: (label) =>
      asked({ type: 'mcp_call', id: 'mcp_1', server_label: label, name: 'f', arguments: '{}' }),
  },
  {
    param: 'input[0].action.env.*',
    request: (key) =>
      asked({
        type: 'local_shell_call',
        id: 'lsh_1',
        call_id: 'call_1',
        action: { type: 'exec', command: ['ls'], env: { [key]: '1' } },
      }),
  },
  {
    param: 'input[0].text.format.schema.properties.*',
    request: (key) =>
      asked({
        type: 'configuration_update',
        text: { format: { type: 'json_schema', name: 'f', schema: { properties: { [key]: {} } } } },
      }),
  },
  {
    param: 'input[0].tools[0].name',
    request: (name) =>
      asked({
        type: 'additional_tools',
        role: 'developer',
        tools: [{ type: 'function', name, parameters: null, strict: null }],
      }),
  },
  {
    param: 'tools[0].name',
    request: (name) => offered({ type: 'function', name, parameters: {}, strict: true }),
  },
  {
    param: 'tools[0].parameters.properties.*',
    request: (key) =>
      offered({ type: 'function', name: 'f', strict: true, parameters: { properties: { [key]: {} } } }),
  },
  {
    param: 'tools[0].parameters.properties.*.pattern',
    request: (pattern) =>
      offered({ type: 'function', name: 'f', strict: true, parameters: { properties: { a: { pattern } } } }),
  },
  {
    param: 'tools[0].format.definition',
    request: (definition) =>
      offered({ type: 'custom', name: 'c', format: { type: 'grammar', syntax: 'regex', definition } }),
  },
  {
    param: 'tools[0].tools[0].name',
    request: (name) =>
      offered({ type: 'namespace', name: 'n', description: 'd', tools: [{ type: 'function', name }] }),
  },
  {
    param: 'tools[0].vector_store_ids[0]',
    request: (id) => offered({ type: 'file_search', vector_store_ids: [id] }),
  },
  {
    param: 'tools[0].filters.key',
    request: (key) =>
      offered({ type: 'file_search', vector_store_ids: ['vs_1'], filters: { type: 'eq', key, value: 'x' } }),
  },
  {
    param: 'tools[0].allowed_tools[0]',
    request: (name) => offered({ type: 'mcp', server_label: 'charts', allowed_tools: [name] }),
  },
  { param: 'tool_choice.name', request: (name) => ({ tool_choice: { type: 'function', name } }) },
  {
    param: 'text.format.name',
    request: (name) => ({ text: { format: { type: 'json_schema', name, schema: {} } } }),
  },
  { param: 'prompt.id', request: (id) => ({ prompt: { id } }) },
  {
    param: 'prompt.variables.*',
    request: (key) => ({ prompt: { id: 'pmpt_1', variables: { [key]: 'x' } } }),
  },
  { param: 'metadata.*', request: (key) => ({ metadata: { [key]: 'x' } }) },
  { param: '*', request: (key) => ({ [key]: 'x' }) },
];
