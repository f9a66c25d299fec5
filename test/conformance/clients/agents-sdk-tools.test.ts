import { Agent, applyPatchTool, OpenAIResponsesModel, Runner, type Shell, shellTool } from '@openai/agents';
import { expect, test, vi } from 'vitest';
import { ATTENDING, expectRestored, itemTypes, MODEL, PROMPT, serveClinic } from '../../support/clinic.ts';
import { message, respondWith, response, text, tokensInInput } from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';

/* The tools of OpenAI's Agents SDK that run on the caller's machine: a shell, and an editor of files. */

const { openai, provider, input } = serveClinic();

/** Looks the patient up in a file and writes a letter, both at once; then says all that it knows. */
const writing: Respond = (reply, request, index) => {
  const tokens = tokensInInput(request);
  const [name = '', id = ''] = tokens;
  const commands = [`grep '${name}' chart.txt`, 'wc -l chart.txt'];
  const diff = `+Dear ${name},\n+your number is ${id}.\n`;
  const calls = [
    {
      id: 'sh_1',
      type: 'shell_call',
      call_id: 'call_1',
      status: 'completed',
      action: { commands, timeout_ms: 1_000, max_output_length: 1_000 },
    },
    {
      id: 'ap_1',
      type: 'apply_patch_call',
      call_id: 'call_2',
      status: 'completed',
      operation: { type: 'create_file', path: 'letter.md', diff },
    },
  ];
  respondWith(reply, request, response(index === 0 ? calls : [message('msg_1', text(tokens.join(', ')))]));
};

test.each([false, true])(
  'a shell and an editor get the values; what they say is scrubbed, streamed: %s',
  async (stream) => {
    const run = vi.fn<Shell['run']>(() => {
      const outcome = { type: 'exit', exitCode: 0 } as const;
      return Promise.resolve({ output: [{ stdout: `Attending: Dr. ${ATTENDING}`, stderr: '', outcome }] });
    });
    const edit = vi.fn(() => Promise.resolve({ output: 'Wrote to Maria Gonzalez.' }));
    const editor = { createFile: edit, updateFile: edit, deleteFile: edit };
    const agent = new Agent({
      name: 'Clerk',
      model: new OpenAIResponsesModel(openai(), MODEL),
      tools: [shellTool({ shell: { run } }), applyPatchTool({ editor })],
    });
    provider(writing);
    const runner = new Runner({ tracingDisabled: true });
    const result = await (stream ? runner.run(agent, PROMPT, { stream: true }) : runner.run(agent, PROMPT));
    if ('completed' in result) await result.completed;
    expect(run.mock.calls).toMatchObject([
      [{ commands: ["grep 'Maria Gonzalez' chart.txt", 'wc -l chart.txt'] }],
    ]);
    const diff = '+Dear Maria Gonzalez,\n+your number is 123-45-6789.\n';
    const operation = { type: 'create_file', path: 'letter.md', diff };
    expect(edit).toHaveBeenCalledExactlyOnceWith(operation, expect.anything());
    expectRestored(result.finalOutput);
    expect(result.finalOutput).toContain(ATTENDING);
    expect(itemTypes(input(1))).toEqual([
      ...['message', 'shell_call', 'apply_patch_call', 'shell_call_output', 'apply_patch_call_output'],
    ]);
  },
);
