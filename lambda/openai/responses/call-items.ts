import {
  anyJson,
  command,
  fields,
  fixed,
  id,
  keep,
  labelledRecord,
  list,
  numeric,
  oneOf,
  opaque,
  text,
} from '../leaf.ts';
import { content } from './content-leaves.ts';
import { environment } from './environment-leaves.ts';
import { caller, itemOf } from './item-fields.ts';
import { tool } from './tool-leaves.ts';

/*
 * Calls of tools that run at the caller's, and what they gave. `call_id` joins the two.
 */

const called = { call_id: id, caller };

const named = { ...called, name: fixed, namespace: fixed, async: fixed };

const patched = oneOf('type', {
  create_file: fields({ type: keep, path: command, diff: text }),
  update_file: fields({ type: keep, path: command, diff: text }),
  delete_file: fields({ type: keep, path: command }),
});

const shellOutput = fields({
  stdout: text,
  stderr: text,
  outcome: oneOf('type', {
    exit: fields({ type: keep, exit_code: numeric }),
    timeout: fields({ type: keep }),
  }),
  created_by: id,
});

export const callItems = {
  function_call: itemOf({ ...named, arguments: text }),
  function_call_output: itemOf({ ...named, output: content }),
  custom_tool_call: itemOf({ ...named, input: text }),
  custom_tool_call_output: itemOf({ ...named, output: content }),

  tool_search_call: itemOf({ ...called, execution: fixed, arguments: anyJson }),
  tool_search_output: itemOf({ ...called, execution: fixed, tools: list(tool) }),

  shell_call: itemOf({
    ...called,
    action: fields({ commands: list(command), timeout_ms: numeric, max_output_length: numeric }),
    environment,
  }),
  shell_call_output: itemOf({ ...called, max_output_length: numeric, output: list(shellOutput) }),
  local_shell_call: itemOf({
    ...called,
    action: oneOf('type', {
      exec: fields({
        type: keep,
        command: list(command),
        env: labelledRecord,
        timeout_ms: numeric,
        user: command,
        working_directory: command,
      }),
    }),
  }),
  local_shell_call_output: itemOf({ ...called, output: text }),

  apply_patch_call: itemOf({ ...called, operation: patched }),
  apply_patch_call_output: itemOf({ ...called, output: text }),

  // The fingerprint is the provider's seal on the code.
  program: itemOf({ ...called, code: text, fingerprint: opaque }),
  program_output: itemOf({ ...called, result: text }),
};
