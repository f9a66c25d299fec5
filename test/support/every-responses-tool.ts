import type { Say } from './every-responses-item.ts';

const location = (say: Say, place: string) => ({
  type: 'approximate',
  city: say(`${place} city`),
  region: say(`${place} region`),
  country: 'US',
});

/** A tool of every kind. */
export const everyTool = (say: Say) => [
  {
    type: 'function',
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
      },
      required: ['patient'],
    },
    output_schema: { type: 'object', title: say('output title') },
  },
  {
    type: 'custom',
    name: 'notes',
    description: say('custom tool description'),
    format: { type: 'grammar', syntax: 'lark', definition: 'start: "ok"' },
  },
  {
    type: 'namespace',
    name: 'clinic',
    description: say('namespace description'),
    tools: [
      {
        type: 'function',
        name: 'inner',
        description: say('inner tool'),
        parameters: { type: 'object', title: say('inner title') },
      },
    ],
  },
  {
    type: 'tool_search',
    execution: 'client',
    description: say('tool search description'),
    parameters: { type: 'object', title: say('tool search title') },
  },
  {
    type: 'file_search',
    vector_store_ids: ['vs_1'],
    max_num_results: 20,
    filters: {
      type: 'and',
      filters: [
        { type: 'eq', key: 'author', value: say('filter value') },
        { type: 'or', filters: [{ type: 'in', key: 'ward', value: [say('nested filter value')] }] },
      ],
    },
  },
  {
    type: 'web_search',
    filters: { allowed_domains: ['who.int'] },
    user_location: location(say, 'web search'),
  },
  { type: 'web_search_preview', user_location: location(say, 'web search preview') },
  {
    type: 'mcp',
    server_label: 'charts',
    server_url: 'https://mcp.acme.test/mcp',
    server_description: say('server description'),
    allowed_tools: ['read'],
    require_approval: { never: { tool_names: ['read'] } },
  },
  { type: 'code_interpreter', container: { type: 'auto', memory_limit: '4g' } },
  { type: 'image_generation', size: '1024x1536', partial_images: 2 },
  { type: 'computer_use_preview', environment: 'browser', display_width: 1024, display_height: 768 },
  { type: 'computer' },
  {
    type: 'shell',
    environment: {
      type: 'local',
      skills: [{ name: 'charts', description: say('shell skill'), path: say('shell skill path') }],
    },
  },
  { type: 'local_shell' },
  { type: 'apply_patch' },
  { type: 'programmatic_tool_calling' },
];
