import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../lambda/openai/json-value.ts';
import { askedForSealed, replayed, withoutSealed } from '../../../../lambda/openai/responses/replay.ts';

const SEALED = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'c2VhbGVk' };
const UNSEALED = { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Short.' }] };
const READABLE = { ...UNSEALED, content: [{ type: 'reasoning_text', text: 'At length.' }] };
const CALL = {
  ...{ id: 'fc_1', type: 'function_call', status: 'completed' },
  ...{ call_id: 'call_1', name: 'look_up', arguments: '{}' },
};
const RESULT = { id: 'fco_1', type: 'function_call_output', call_id: 'call_1', output: '12' };
const SEARCH = { id: 'fs_1', type: 'file_search_call', status: 'completed', queries: ['gait'] };
const TEXT = { type: 'output_text', text: 'Yes.', annotations: [] };
const MESSAGE = {
  ...{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', phase: 'final_answer' },
  content: [TEXT],
};
const QUESTION = { type: 'message', role: 'user', content: 'And?' };

const without = (item: JsonObject, ...fields: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([field]) => !fields.includes(field)));

const PLAIN_MESSAGE = without(MESSAGE, 'id', 'status');

describe('what a model made goes back', () => {
  it('as it was, where all of its reasoning is sealed', () => {
    const output = [SEALED, CALL];
    expect(replayed([...output, RESULT, SEALED, SEARCH, MESSAGE], 'sealed')).toEqual([
      ...output,
      without(RESULT, 'id'),
      ...[SEALED, SEARCH, MESSAGE],
    ]);
  });

  it('without the reasoning that nobody could look up, and then without the ids that ask for it', () => {
    expect(replayed([UNSEALED, MESSAGE, CALL, SEARCH, QUESTION], 'sealed')).toEqual([
      undefined,
      PLAIN_MESSAGE,
      without(CALL, 'id'),
      // Its id is a required field.
      SEARCH,
      QUESTION,
    ]);
  });

  it.each([null, ''])('nor with a seal that is %j', (encrypted_content) => {
    expect(replayed([{ ...UNSEALED, encrypted_content }], 'sealed')).toEqual([undefined]);
  });

  it('without any id where some of the reasoning is missing, the sealed one included', () => {
    expect(replayed([UNSEALED, CALL, SEALED, MESSAGE], 'sealed')).toEqual([
      undefined,
      without(CALL, 'id'),
      without(SEALED, 'id'),
      PLAIN_MESSAGE,
    ]);
  });

  it('without ids where its reasoning was lost on the way, turn by turn', () => {
    expect(replayed([SEALED, CALL, RESULT, MESSAGE], 'sealed')).toEqual([
      SEALED,
      CALL,
      without(RESULT, 'id'),
      PLAIN_MESSAGE,
    ]);
  });

  it('without the ids of what stands in front of its reasoning, as it was sent before there was any', () => {
    expect(replayed([QUESTION, MESSAGE], 'sealed')).toEqual([QUESTION, PLAIN_MESSAGE]);
    expect(replayed([QUESTION, MESSAGE, SEALED, CALL], 'sealed')).toEqual([
      ...[QUESTION, PLAIN_MESSAGE],
      ...[SEALED, CALL],
    ]);
  });

  it('with the reasoning that an open model can read again, but not for those that seal theirs', () => {
    expect(replayed([READABLE, CALL], 'open')).toEqual([READABLE, CALL]);
    expect(replayed([READABLE, CALL], 'sealed')).toEqual([undefined, without(CALL, 'id')]);
    expect(replayed([UNSEALED], 'open')).toEqual([undefined]);
  });

  it('without log probabilities, which spell tokens, and without what is no input', () => {
    const logprobs = [{ token: 'NAME', logprob: 0, bytes: [], top_logprobs: [] }];
    const told = { ...MESSAGE, content: [{ ...TEXT, logprobs }] };
    const shell = { type: 'shell_call', call_id: 'call_2', action: { commands: ['ls'] }, created_by: 'x' };
    expect(replayed([SEALED, told, shell], 'sealed')).toEqual([
      SEALED,
      MESSAGE,
      without(shell, 'created_by'),
    ]);
  });
});

it('gives the same bytes turn after turn', () => {
  const turns = [
    [QUESTION, SEALED, CALL],
    [RESULT, UNSEALED, MESSAGE],
    [QUESTION, MESSAGE],
    [{ ...QUESTION, id: 'msg_9' }, READABLE, CALL],
  ];
  const bytes = turns.map((_, count) =>
    JSON.stringify(replayed(turns.slice(0, count + 1).flat(), 'sealed')).slice(0, -1),
  );
  for (const [index, earlier] of bytes.slice(0, -1).entries()) {
    expect(bytes[index + 1]?.startsWith(earlier)).toBe(true);
  }
});

describe('the sealed reasoning', () => {
  it('is the client’s if it asked', () => {
    expect(askedForSealed({ include: ['reasoning.encrypted_content'] })).toBe(true);
    expect(askedForSealed({ include: ['message.output_text.logprobs'] })).toBe(false);
    expect(askedForSealed({ include: null })).toBe(false);
    expect(askedForSealed({})).toBe(false);
  });

  it('else it is left out, wherever it stands; a compaction is not reasoning', () => {
    const compaction = { id: 'cmp_1', type: 'compaction', encrypted_content: 'c2VhbGVk' };
    const response = { id: 'resp_1', output: [SEALED, MESSAGE, compaction] };
    const shown = { id: 'resp_1', output: [without(SEALED, 'encrypted_content'), MESSAGE, compaction] };
    const events: readonly (readonly [JsonObject, JsonObject])[] = [
      [response, shown],
      [SEALED, without(SEALED, 'encrypted_content')],
      [
        { type: 'response.completed', response },
        { type: 'response.completed', response: shown },
      ],
      [
        { type: 'response.output_item.done', output_index: 0, item: SEALED },
        { type: 'response.output_item.done', output_index: 0, item: without(SEALED, 'encrypted_content') },
      ],
      [
        { type: 'response.output_item.done', item: compaction },
        { type: 'response.output_item.done', item: compaction },
      ],
    ];
    for (const [given, seen] of events) {
      expect(JSON.parse(JSON.stringify(withoutSealed(given)))).toStrictEqual(seen);
    }
  });
});
