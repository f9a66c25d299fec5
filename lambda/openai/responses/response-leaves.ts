import { isJsonObject } from '../json-value.ts';
import {
  anyJson,
  command,
  fields,
  fixed,
  id,
  jsonFragment,
  keep,
  list,
  plainText,
  type Rule,
  record,
  stringOr,
  url,
} from '../leaf.ts';
import { providerError } from './provider-error.ts';

/*
 * Every place where text can stand in a response and in its items, those of the input included: they are listed again
 * later. Kinds and fields that nobody knows yet are walked as free JSON, so that whole tokens come back.
 * https://platform.openai.com/docs/api-reference/responses/object
 */

/** A citation, whose offsets point into the text of its part. */
export const citationLeaves: Rule = fields({
  type: keep,
  index: keep,
  start_index: keep,
  end_index: keep,
  file_id: id,
  container_id: id,
  filename: plainText,
  title: plainText,
  url,
});

/** A part of a message, a thought, or a tool's output. What was shown to the model as an image or file is kept. */
export const partLeaves: Rule = fields({
  type: keep,
  text: plainText,
  refusal: plainText,
  annotations: list(citationLeaves),
  // They spell the text, so they are rebuilt together with it.
  logprobs: keep,
  filename: plainText,
  file_id: id,
  file_url: keep,
  file_data: keep,
  image_url: keep,
  detail: keep,
  encrypted_content: keep,
  prompt_cache_breakpoint: keep,
});

const parts = stringOr(plainText, list(partLeaves));

/** What a command wrote. */
export const shellOutputLeaves: Rule = fields({
  stdout: plainText,
  stderr: plainText,
  outcome: keep,
  created_by: keep,
});

const safetyChecks = list(fields({ id, code: keep, message: plainText }));

const computerAction = fields({
  ...{ type: keep, button: keep, path: keep, x: keep, y: keep, scroll_x: keep, scroll_y: keep },
  keys: list(plainText),
  text: plainText,
});

const webAction = fields({
  type: keep,
  query: plainText,
  queries: list(plainText),
  pattern: plainText,
  url,
  sources: list(fields({ type: keep, url })),
});

const foundText = fields({
  file_id: id,
  filename: plainText,
  score: keep,
  text: plainText,
  attributes: record(plainText),
});

const localShellAction = fields({
  type: keep,
  command: list(command),
  env: record(command),
  user: command,
  working_directory: command,
  timeout_ms: keep,
});

const shellEnvironment = fields({
  type: keep,
  container_id: id,
  skills: list(fields({ name: fixed, description: plainText, path: command })),
});

const mcpError = stringOr(
  plainText,
  fields({ type: keep, code: keep, message: plainText, content: anyJson }),
);

const item = (own: Readonly<Record<string, Rule>>): Rule =>
  fields({
    ...{ id, type: keep, status: keep, call_id: id, created_by: keep, caller: keep, async: keep },
    ...{ name: fixed, namespace: fixed, server_label: fixed },
    ...own,
  });

const message = item({ role: keep, phase: keep, content: parts });

/** The items that run in the client or at the provider, with what comes back from them. */
const TOOL_ITEMS: Readonly<Record<string, Rule>> = {
  function_call: item({ arguments: jsonFragment }),
  function_call_output: item({ output: parts }),
  custom_tool_call: item({ input: plainText }),
  custom_tool_call_output: item({ output: parts }),
  tool_search_call: item({ arguments: stringOr(jsonFragment, anyJson), execution: keep }),
  tool_search_output: item({ tools: anyJson, execution: keep }),
  file_search_call: item({ queries: list(plainText), results: list(foundText) }),
  web_search_call: item({ action: webAction }),
  computer_call: item({
    action: computerAction,
    actions: list(computerAction),
    pending_safety_checks: safetyChecks,
  }),
  computer_call_output: item({ output: partLeaves, acknowledged_safety_checks: safetyChecks }),
  code_interpreter_call: item({
    code: plainText,
    container_id: id,
    outputs: list(fields({ type: keep, logs: plainText, url })),
  }),
  image_generation_call: item({
    ...{ result: keep, action: keep, background: keep, output_format: keep, quality: keep, size: keep },
    svg_usage: keep,
    revised_prompt: plainText,
    error: providerError,
  }),
  local_shell_call: item({ action: localShellAction }),
  local_shell_call_output: item({ output: plainText }),
  shell_call: item({
    action: fields({ commands: list(command), timeout_ms: keep, max_output_length: keep }),
    environment: shellEnvironment,
  }),
  shell_call_output: item({ output: list(shellOutputLeaves), max_output_length: keep }),
  apply_patch_call: item({ operation: fields({ type: keep, path: command, diff: plainText }) }),
  apply_patch_call_output: item({ output: plainText }),
  mcp_call: item({ arguments: jsonFragment, output: plainText, error: mcpError, approval_request_id: id }),
  mcp_list_tools: item({ tools: anyJson, error: mcpError }),
  mcp_approval_request: item({ arguments: jsonFragment }),
  mcp_approval_response: item({ approval_request_id: id, approve: keep, reason: plainText }),
  program: item({ code: plainText, fingerprint: keep }),
  program_output: item({ result: plainText }),
};

const ITEMS: Readonly<Record<string, Rule>> = {
  ...TOOL_ITEMS,
  message,
  reasoning: item({ summary: list(partLeaves), content: list(partLeaves), encrypted_content: keep }),
  compaction: item({ encrypted_content: keep }),
};

/** One item of an output, of a listed input, or of a conversation. A message may come without its type. */
export const answerItemLeaves: Rule = (value, path, visit) => {
  if (!isJsonObject(value)) return anyJson(value, path, visit);
  const { type = 'message' } = value;
  const rule = typeof type === 'string' && Object.hasOwn(ITEMS, type) ? ITEMS[type] : undefined;
  return (rule ?? anyJson)(value, path, visit);
};

const items = list(answerItemLeaves);

const moderation: Rule = (value, path, visit) =>
  isJsonObject(value) && value['type'] === 'error' ? providerError(value, path, visit) : value;

/** The whole response. What repeats the request is restored like the rest, though its client gets its own words. */
export const responseLeaves: Rule = fields({
  ...{ id: keep, object: keep, status: keep, model: keep, usage: keep, incomplete_details: keep },
  ...{ created_at: keep, completed_at: keep, previous_response_id: keep, conversation: keep },
  ...{ user: keep, safety_identifier: keep, prompt_cache_key: keep, reasoning: keep },
  output: items,
  output_text: plainText,
  error: providerError,
  moderation: fields({ input: moderation, output: moderation }),
  instructions: stringOr(plainText, items),
  metadata: record(plainText),
  prompt: fields({ id, version: id, variables: record(stringOr(plainText, partLeaves)) }),
  tools: anyJson,
  tool_choice: anyJson,
  text: anyJson,
});
