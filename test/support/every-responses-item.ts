/** What gives the text for a place of a body. */
export type Say = (place: string) => string;

const messages = (say: Say) => [
  { role: 'user', content: say('message without a type') },
  { type: 'message', role: 'system', content: say('system') },
  {
    type: 'message',
    role: 'developer',
    content: [{ type: 'input_text', text: say('developer part') }],
  },
  {
    type: 'message',
    role: 'user',
    content: [
      { type: 'input_text', text: say('user part') },
      { type: 'input_text', text: say('second user part') },
    ],
  },
  {
    id: 'msg_0123456789abcdef0123456789abcdef',
    type: 'message',
    role: 'assistant',
    status: 'completed',
    phase: 'final_answer',
    content: [
      {
        type: 'output_text',
        text: say('assistant part'),
        annotations: [
          { type: 'file_citation', file_id: 'file_1', filename: say('cited file'), index: 3 },
          {
            type: 'url_citation',
            url: say('cited address'),
            title: say('cited title'),
            start_index: 0,
            end_index: 2,
          },
          {
            type: 'container_file_citation',
            container_id: 'cntr_1',
            file_id: 'file_2',
            filename: say('cited container file'),
            start_index: 0,
            end_index: 2,
          },
        ],
      },
      { type: 'refusal', refusal: say('refusal part') },
    ],
  },
  {
    type: 'reasoning',
    id: 'rs_1',
    summary: [{ type: 'summary_text', text: say('reasoning summary') }],
    content: [{ type: 'reasoning_text', text: say('reasoning text') }],
    encrypted_content: null,
  },
];

const functionCalls = (say: Say) => [
  {
    type: 'function_call',
    id: 'fc_1',
    call_id: 'call_1',
    name: 'find_patient',
    arguments: JSON.stringify({
      patient: say('argument'),
      nested: [{ note: say('nested argument') }],
      document: JSON.stringify({ inner: say('JSON in JSON') }),
      [say('argument key')]: 1,
    }),
    status: 'completed',
  },
  {
    type: 'function_call_output',
    call_id: 'call_1',
    output: JSON.stringify({ result: say('function result') }),
  },
  {
    type: 'function_call_output',
    call_id: 'call_1',
    output: [{ type: 'input_text', text: say('function result part') }],
  },
  { type: 'custom_tool_call', call_id: 'call_2', name: 'notes', input: say('custom input') },
  { type: 'custom_tool_call_output', call_id: 'call_2', output: say('custom result') },
  {
    type: 'custom_tool_call_output',
    call_id: 'call_2',
    output: [{ type: 'input_text', text: say('custom result part') }],
  },
  {
    type: 'tool_search_call',
    execution: 'client',
    call_id: 'call_3',
    arguments: { goal: say('tool search argument') },
  },
  {
    type: 'tool_search_output',
    execution: 'client',
    call_id: 'call_3',
    tools: [
      { type: 'function', name: 'found', description: say('found tool'), parameters: null, strict: null },
    ],
  },
  {
    type: 'program',
    id: 'prg_1',
    call_id: 'call_4',
    code: say('program'),
    fingerprint: '',
  },
  {
    type: 'program_output',
    id: 'pro_1',
    call_id: 'call_4',
    result: say('program result'),
    status: 'completed',
  },
];

const shellCalls = (say: Say) => [
  {
    type: 'shell_call',
    call_id: 'call_5',
    action: { commands: [say('shell command')], timeout_ms: 120_000 },
    environment: {
      type: 'local',
      skills: [{ name: 'charts', description: say('local skill'), path: say('skill path') }],
    },
  },
  {
    type: 'shell_call_output',
    call_id: 'call_5',
    output: [{ stdout: say('stdout'), stderr: say('stderr'), outcome: { type: 'exit', exit_code: 0 } }],
  },
  {
    type: 'local_shell_call',
    id: 'lsh_1',
    call_id: 'call_6',
    status: 'completed',
    action: {
      type: 'exec',
      command: ['cat', say('word of a command')],
      env: { NOTE: say('environment variable') },
      user: say('shell user'),
      working_directory: say('working directory'),
    },
  },
  { type: 'local_shell_call_output', id: 'lsh_1', output: say('local shell result') },
  {
    type: 'apply_patch_call',
    call_id: 'call_7',
    status: 'completed',
    operation: { type: 'update_file', path: say('patched path'), diff: say('diff') },
  },
  {
    type: 'apply_patch_call',
    call_id: 'call_8',
    status: 'completed',
    operation: { type: 'delete_file', path: say('deleted path') },
  },
  { type: 'apply_patch_call_output', call_id: 'call_7', status: 'completed', output: say('patch result') },
];

const hostedCalls = (say: Say) => [
  {
    type: 'file_search_call',
    id: 'fs_1',
    status: 'completed',
    queries: [say('file query')],
    results: [
      {
        file_id: 'file_1',
        filename: say('found file'),
        text: say('found text'),
        attributes: { author: say('file attribute') },
        score: 0.5,
      },
    ],
  },
  {
    type: 'web_search_call',
    id: 'ws_1',
    status: 'completed',
    action: {
      type: 'search',
      query: say('web query'),
      queries: [say('second web query')],
      sources: [{ type: 'url', url: say('source') }],
    },
  },
  {
    type: 'web_search_call',
    id: 'ws_2',
    status: 'completed',
    action: { type: 'open_page', url: say('opened page') },
  },
  {
    type: 'web_search_call',
    id: 'ws_3',
    status: 'completed',
    action: { type: 'find_in_page', url: say('searched page'), pattern: say('searched pattern') },
  },
  {
    type: 'code_interpreter_call',
    id: 'ci_1',
    status: 'completed',
    container_id: 'cntr_1',
    code: say('interpreted code'),
    outputs: [{ type: 'logs', logs: say('interpreter logs') }],
  },
  {
    type: 'image_generation_call',
    id: 'ig_1',
    status: 'failed',
    result: null,
    revised_prompt: say('revised prompt'),
    error: { type: 'image_error', code: 'refused', message: say('image error'), param: null },
  },
  {
    type: 'computer_call',
    id: 'cu_1',
    call_id: 'call_9',
    status: 'completed',
    pending_safety_checks: [{ id: 'sc_1', code: 'malicious', message: say('safety check') }],
    actions: [
      { type: 'click', button: 'left', x: 1024, y: 768, keys: [say('held key')] },
      { type: 'type', text: say('typed text') },
    ],
  },
  {
    type: 'mcp_list_tools',
    id: 'mcpl_1',
    server_label: 'charts',
    tools: [
      {
        name: 'read',
        description: say('listed tool'),
        input_schema: { type: 'object', description: say('listed schema') },
        annotations: { title: say('tool annotation') },
      },
    ],
    error: say('listing error'),
  },
  {
    type: 'mcp_call',
    id: 'mcp_1',
    server_label: 'charts',
    name: 'read',
    arguments: JSON.stringify({ patient: say('MCP argument') }),
    output: say('MCP result'),
    error: {
      type: 'mcp_tool_execution_error',
      content: [{ type: 'text', text: say('MCP error content') }],
    },
  },
  {
    type: 'mcp_call',
    id: 'mcp_2',
    server_label: 'charts',
    name: 'read',
    arguments: '{}',
    error: { type: 'http_error', code: 500, message: say('MCP error') },
  },
  {
    type: 'mcp_approval_request',
    id: 'mcpr_1',
    server_label: 'charts',
    name: 'write',
    arguments: JSON.stringify({ note: say('approval argument') }),
  },
  {
    type: 'mcp_approval_response',
    approval_request_id: 'mcpr_1',
    approve: false,
    reason: say('approval reason'),
  },
];

const changes = (say: Say) => [
  {
    type: 'additional_tools',
    role: 'developer',
    tools: [{ type: 'custom', name: 'added', description: say('added tool') }],
  },
  {
    type: 'configuration_update',
    reasoning: { effort: 'low' },
    text: {
      format: { type: 'json_schema', name: 'late', schema: { description: say('changed format') } },
    },
  },
  { type: 'compaction_trigger' },
];

/** An item of every kind, but for those that need something beside them: earlier turns, sealed parts, images. */
export const everyItem = (say: Say) => [
  ...messages(say),
  ...functionCalls(say),
  ...shellCalls(say),
  ...hostedCalls(say),
  ...changes(say),
];
