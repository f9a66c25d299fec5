import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../lambda/openai/json-value.ts';
import {
  type OutboundOptions,
  outboundResponses,
  pathInCallersBody,
} from '../../../../lambda/openai/responses/responses-outbound.ts';
import { TOKEN_INSTRUCTION } from '../../../../lambda/openai/token-instruction.ts';

const OPTIONS: OutboundOptions = {
  model: 'gpt-5.4-mini',
  responses: true,
  tokens: false,
  history: [],
  resolved: new Map(),
  keeps: false,
};

const outbound = (body: JsonObject, over: Partial<OutboundOptions> = {}): JsonObject =>
  outboundResponses({ model: 'standard', ...body }, { ...OPTIONS, ...over });

const message = (role: string, content: unknown): JsonObject => ({ type: 'message', role, content });
const HISTORY = [
  message('user', 'Who is NAME_4KQ7ZD?'),
  { id: 'rs_1', type: 'reasoning', summary: [] },
  { ...message('assistant', [{ type: 'output_text', text: 'A patient.', annotations: [] }]), id: 'msg_1' },
];
const REPLAYED = [
  HISTORY[0],
  message('assistant', [{ type: 'output_text', text: 'A patient.', annotations: [] }]),
];
const SEALED = { id: 'rs_2', type: 'reasoning', summary: [], encrypted_content: 'c2VhbGVk' };

describe('the provider', () => {
  it('is told to keep nothing, and to look nothing up', () => {
    const kept = {
      ...{ store: true, background: false, previous_response_id: 'resp_1', conversation: { id: 'conv_1' } },
      ...{ prompt_cache_options: { comparison_response_id: 'resp_1', ttl: '30m' } },
    };
    expect(outbound({ input: 'Hi', temperature: 0.2, not_invented_yet: [1], ...kept })).toEqual({
      model: 'gpt-5.4-mini',
      input: [message('user', 'Hi')],
      temperature: 0.2,
      not_invented_yet: [1],
      prompt_cache_options: { ttl: '30m' },
      store: false,
    });
  });

  it('gets the history before the new items, and those that were only named', () => {
    const input = [
      { id: 'msg_7' },
      { type: 'item_reference', id: 'rs_2' },
      { role: 'user', content: 'Why?' },
    ];
    const resolved = new Map([
      ['msg_7', message('user', 'Earlier')],
      ['rs_2', SEALED],
    ]);
    expect(outbound({ input }, { history: HISTORY, resolved })['input']).toEqual([
      ...REPLAYED,
      ...[message('user', 'Earlier'), SEALED, message('user', 'Why?')],
    ]);
  });

  it('gets an array of items even where there is nothing new', () => {
    expect(outbound({}, { history: HISTORY })['input']).toEqual(REPLAYED);
    expect(outbound({ input: null })['input']).toEqual([]);
  });

  it('pads nothing for us', () => {
    expect(outbound({ input: 'Hi', stream: true })['stream_options']).toEqual({ include_obfuscation: false });
    const asked = { stream: true, stream_options: { include_obfuscation: true, later: 1 } };
    expect(outbound({ input: 'Hi', ...asked })['stream_options']).toEqual({
      include_obfuscation: false,
      later: 1,
    });
    expect(outbound({ input: 'Hi', stream: false })).not.toHaveProperty('stream_options');
  });

  it.each([
    [undefined, undefined, undefined],
    [900, undefined, 900],
    [undefined, 500, 500],
    [null, 500, 500],
    [900, 500, 500],
    [100, 500, 100],
  ])('asked for %s tokens, allowed %s, it gets %s', (asked, maxOutputTokens, gets) => {
    const limit = maxOutputTokens === undefined ? {} : { maxOutputTokens };
    const body = asked === undefined ? {} : { max_output_tokens: asked };
    expect(outbound({ input: 'Hi', ...body }, limit)['max_output_tokens']).toBe(gets);
  });
});

describe('the instruction about tokens', () => {
  it('stands behind the caller’s own, or alone', () => {
    const tokens = true;
    expect(outbound({ input: 'Hi', instructions: 'Be brief.' }, { tokens })['instructions']).toBe(
      `Be brief.\n\n${TOKEN_INSTRUCTION}`,
    );
    expect(outbound({ input: 'Hi', instructions: null }, { tokens })['instructions']).toBe(TOKEN_INSTRUCTION);
    expect(outbound({ input: 'Hi', instructions: '' }, { tokens })['instructions']).toBe(TOKEN_INSTRUCTION);
    expect(outbound({ input: 'Hi' })).not.toHaveProperty('instructions');
  });

  it('is a message where it would take the place of those in a template', () => {
    const prompt = { id: 'pmpt_1' };
    const sent = outbound({ prompt }, { tokens: true, history: HISTORY });
    expect(sent).not.toHaveProperty('instructions');
    expect(sent['input']).toEqual([message('developer', TOKEN_INSTRUCTION), ...REPLAYED]);
    const own = outbound({ prompt, instructions: 'Be brief.', input: 'Hi' }, { tokens: true });
    expect(own['instructions']).toContain('Be brief.');
    expect(own['input']).toEqual([message('user', 'Hi')]);
  });
});

describe('sealed reasoning', () => {
  const include = (body: JsonObject, over: Partial<OutboundOptions>): unknown =>
    outbound({ input: 'Hi', ...body }, over)['include'];
  const both = ['message.output_text.logprobs', 'reasoning.encrypted_content'];

  it('is asked for where the answer will be kept and the model reasons', () => {
    expect(include({}, { keeps: true })).toEqual(['reasoning.encrypted_content']);
    expect(include({ include: both.slice(0, 1) }, { keeps: true })).toEqual(both);
    expect(include({ include: both }, { keeps: true })).toEqual(both);
    expect(include({ reasoning: { effort: 'low' } }, { keeps: true, model: 'clinic' })).toEqual([both[1]]);
  });

  it('and not where nobody will need it, or it would be refused', () => {
    expect(include({}, { keeps: false })).toBeUndefined();
    expect(include({}, { keeps: true, model: 'gpt-4.1' })).toBeUndefined();
    expect(include({ include: both }, { keeps: false })).toEqual(both);
  });

  it('is not what chat has; there the reasoning goes back as it can be read', () => {
    const readable = { ...HISTORY[1], content: [{ type: 'reasoning_text', text: 'Hm.' }] };
    const history = [readable, ...HISTORY.slice(2)];
    const chat = { keeps: true, responses: false, history };
    expect(include({}, chat)).toBeUndefined();
    expect(outbound({}, chat)['input']).toEqual(history);
    // Open models give it to be read and want it back; those that seal theirs would look it up.
    expect(outbound({}, { history, model: 'openai.gpt-oss-120b' })['input']).toEqual(history);
    expect(outbound({}, { history })['input']).toEqual(REPLAYED.slice(1));
  });
});

describe('a path in what the provider got', () => {
  const body = {
    input: [message('user', 'One'), { type: 'item_reference', id: 'msg_7' }, message('user', [])],
    tools: [],
  };
  const sources = { tokens: true, history: HISTORY, resolved: new Map([['msg_7', message('user', '')]]) };

  it.each([
    ['temperature', 'temperature'],
    ['input', 'input'],
    // The reasoning in the history was left out, so the caller's first item is the third.
    ['input[0].content', undefined],
    ['input[1]', undefined],
    ['input[2].content', 'input[0].content'],
    ['input.[2].content', 'input[0].content'],
    // What the caller named, it didn't write.
    ['input[3].content[0].text', 'input[1]'],
    ['input[4].content[0].text', 'input[2].content[0].text'],
    ['input[9]', undefined],
    // The instruction is ours alone.
    ['instructions', undefined],
    // As chat calls them.
    ['messages[3].content', 'input'],
    ['max_completion_tokens', 'max_output_tokens'],
    ['reasoning_effort', 'reasoning.effort'],
    ['response_format.json_schema.name', 'text.format.name'],
    ['tools[1].function.parameters', 'tools[1].parameters'],
    ['tool_choice.function.name', 'tool_choice.name'],
  ])('%s is the caller’s %s', (theirs, callers) => {
    expect(pathInCallersBody(theirs, body, sources)).toBe(callers);
  });

  it('names the whole input where that is one string', () => {
    expect(pathInCallersBody('input[2].content', { input: 'Hi' }, sources)).toBe('input');
  });

  it('reckons with our own message beside a template', () => {
    const template = { prompt: { id: 'pmpt_1' }, input: [message('user', 'Hi')] };
    expect(pathInCallersBody('input[0].content', template, { ...sources, history: [] })).toBeUndefined();
    expect(pathInCallersBody('input[1].role', template, { ...sources, history: [] })).toBe('input[0].role');
  });

  it('names the whole input where the place depends on who was asked', () => {
    const readable = { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'Hm.' }] };
    const mixed = { input: [readable, message('user', 'A'), message('user', 'B')] };
    expect(pathInCallersBody('input[1].content', mixed, { ...sources, history: [] })).toBe('input');
  });

  it('is the caller’s own instructions where it has some', () => {
    expect(pathInCallersBody('instructions', { instructions: 'Be brief.' }, sources)).toBe('instructions');
  });
});
