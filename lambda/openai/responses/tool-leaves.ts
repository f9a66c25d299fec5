import { jsonSchema } from '../json-schema-leaves.ts';
import { isJsonObject } from '../json-value.ts';
import {
  anyJson,
  fields,
  fixed,
  keep,
  labelledBy,
  list,
  numeric,
  oneOf,
  plainText,
  type Rule,
  record,
  stringOr,
} from '../leaf.ts';
import { binary, fileId } from '../media-leaves.ts';
import { container, environment } from './environment-leaves.ts';

/*
 * The tools that a model may use.
 * https://platform.openai.com/docs/api-reference/responses/create#responses-create-tools
 */

/** How a tool may be called. */
const calling = { allowed_callers: list(fixed), async: fixed, defer_loading: fixed };

/** What a tool's name and description say of it, and the schemas of what goes in and comes out. */
const described = { type: keep, name: fixed, description: plainText };

const functionTool = fields({
  ...described,
  ...calling,
  parameters: jsonSchema,
  output_schema: jsonSchema,
  strict: fixed,
});

const customTool = fields({
  ...described,
  ...calling,
  format: oneOf('type', {
    text: fields({ type: keep }),
    grammar: fields({ type: keep, syntax: fixed, definition: fixed }),
  }),
});

/** A comparison, of which the attribute says what its value is, or several joined. */
const filter: Rule = (value, path, visit) => {
  const attribute = isJsonObject(value) ? value['key'] : undefined;
  const compared = typeof attribute === 'string' ? labelledBy(attribute) : anyJson;
  return fields({ type: fixed, key: fixed, value: compared, filters: list(filter) })(value, path, visit);
};

const fileSearch = fields({
  type: keep,
  vector_store_ids: list(fixed),
  filters: filter,
  max_num_results: numeric,
  ranking_options: fields({
    ranker: fixed,
    score_threshold: numeric,
    hybrid_search: fields({ embedding_weight: numeric, text_weight: numeric }),
  }),
});

const webSearch = fields({
  type: keep,
  external_web_access: fixed,
  filters: fields({ allowed_domains: list(fixed), blocked_domains: list(fixed) }),
  search_context_size: fixed,
  search_content_types: list(fixed),
  user_location: fields({
    type: fixed,
    city: plainText,
    region: plainText,
    country: fixed,
    timezone: plainText,
  }),
});

const someTools = fields({ read_only: fixed, tool_names: list(fixed) });

/**
 * A server of somebody else's. Its credentials are no text for the model: the provider hands them on, so a token in
 * their place would only make the call fail. They go out as they are; PHI among them refuses the request.
 */
const mcp = fields({
  type: keep,
  ...calling,
  server_label: fixed,
  server_description: plainText,
  server_url: fixed,
  connector_id: fixed,
  tunnel_id: fixed,
  authorization: fixed,
  headers: record(fixed),
  allowed_tools: list(stringOr(fixed, someTools)),
  require_approval: stringOr(fixed, fields({ always: someTools, never: someTools })),
});

const imageGeneration = fields({
  type: keep,
  ...Object.fromEntries(
    [
      ...['action', 'background', 'complexity', 'input_fidelity', 'model', 'moderation'],
      ...['output_format', 'quality', 'size'],
    ].map((name) => [name, fixed]),
  ),
  ...Object.fromEntries(
    ['frame_count', 'frame_duration_ms', 'output_compression', 'partial_images'].map((name) => [
      name,
      numeric,
    ]),
  ),
  input_image_mask: fields({ image_url: binary, file_id: fileId }),
  svg: fields({ model: fixed, reasoning: fields({ effort: fixed }) }),
});

/** Lazily, since a namespace holds tools. */
const nested: Rule = (value, path, visit) => tool(value, path, visit);

const bare = fields({ type: keep, ...calling });

const tools = {
  function: functionTool,
  custom: customTool,
  namespace: fields({ ...described, tools: list(nested) }),
  tool_search: fields({ type: keep, description: plainText, execution: fixed, parameters: jsonSchema }),
  file_search: fileSearch,
  web_search: webSearch,
  web_search_2025_08_26: webSearch,
  web_search_preview: webSearch,
  web_search_preview_2025_03_11: webSearch,
  mcp,
  code_interpreter: fields({ type: keep, ...calling, container: stringOr(fixed, container) }),
  image_generation: imageGeneration,
  computer: bare,
  computer_use_preview: fields({
    type: keep,
    environment: fixed,
    display_width: numeric,
    display_height: numeric,
  }),
  shell: fields({ type: keep, ...calling, environment }),
  local_shell: bare,
  apply_patch: bare,
  programmatic_tool_calling: bare,
};

/** The kinds of tools that are known; others are refused. */
export const TOOL_TYPES: readonly string[] = Object.keys(tools);

export const tool: Rule = oneOf('type', tools);

const chosen = { type: fixed, name: fixed, server_label: fixed };

/** Which tools are to be used. */
export const toolChoice: Rule = stringOr(
  fixed,
  fields({ ...chosen, mode: fixed, tools: list(fields(chosen)) }),
);
