import { jsonSchema } from '../json-schema-leaves.ts';
import {
  anyJson,
  fields,
  fixed,
  id,
  keep,
  labelledRecord,
  list,
  numeric,
  oneOf,
  plainText,
  stringOr,
  text,
  url,
} from '../leaf.ts';
import { binary } from '../media-leaves.ts';
import { part } from './content-leaves.ts';
import { itemOf } from './item-fields.ts';

/*
 * Calls of tools that run at the provider's, and the computer that the caller lends to the model.
 *
 * The addresses here are those of pages that the provider has been to. They come back with the caller's own values in
 * them, so they are texts, that go out as they came; nobody fetches them again.
 */

const search = fields({
  type: keep,
  query: text,
  queries: list(text),
  sources: list(fields({ type: fixed, url })),
});

const found = fields({ type: keep, url, pattern: text });

const result = fields({
  attributes: labelledRecord,
  file_id: id,
  filename: plainText,
  score: numeric,
  text,
});

const imageError = fields({
  type: fixed,
  code: fixed,
  message: text,
  param: text,
  moderation_details: fields({ categories: list(fixed), moderation_stage: fixed }),
});

const at = { type: keep, x: numeric, y: numeric, keys: list(plainText) };

const computerAction = oneOf('type', {
  click: fields({ ...at, button: fixed }),
  double_click: fields(at),
  drag: fields({ ...at, path: list(fields({ x: numeric, y: numeric })) }),
  keypress: fields(at),
  move: fields(at),
  screenshot: fields(at),
  scroll: fields({ ...at, scroll_x: numeric, scroll_y: numeric }),
  type: fields({ ...at, text }),
  wait: fields(at),
});

const safetyChecks = list(fields({ id, code: fixed, message: text }));

const mcp = { server_label: fixed, name: fixed, arguments: text };

/** Without a look at its kind: whatever a server says went wrong is text. */
const mcpError = stringOr(text, fields({ type: fixed, code: numeric, message: text, content: anyJson }));

export const hostedItems = {
  file_search_call: itemOf({ queries: list(text), results: list(result) }),

  web_search_call: itemOf({
    action: oneOf('type', { search, open_page: found, find_in_page: found, find: found }),
  }),

  code_interpreter_call: itemOf({
    code: text,
    container_id: id,
    outputs: list(
      oneOf('type', {
        logs: fields({ type: keep, logs: text }),
        image: fields({ type: keep, url: binary }),
      }),
    ),
  }),

  image_generation_call: itemOf({
    result: binary,
    revised_prompt: text,
    error: imageError,
    ...Object.fromEntries(
      ['action', 'background', 'output_format', 'quality', 'size'].map((name) => [name, fixed]),
    ),
    svg_usage: fields({
      model: fixed,
      ...Object.fromEntries(
        ['input', 'output', 'reasoning', 'total'].map((kind) => [`${kind}_tokens`, numeric]),
      ),
    }),
  }),

  computer_call: itemOf({
    call_id: id,
    action: computerAction,
    actions: list(computerAction),
    pending_safety_checks: safetyChecks,
  }),
  computer_call_output: itemOf({ call_id: id, output: part, acknowledged_safety_checks: safetyChecks }),

  mcp_list_tools: itemOf({
    server_label: fixed,
    tools: list(
      fields({ name: fixed, description: plainText, input_schema: jsonSchema, annotations: anyJson }),
    ),
    error: mcpError,
  }),
  mcp_call: itemOf({ ...mcp, approval_request_id: id, output: text, error: mcpError }),
  mcp_approval_request: itemOf(mcp),
  mcp_approval_response: itemOf({ approval_request_id: id, approve: fixed, reason: text }),
};
