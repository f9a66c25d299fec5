import { describe, expect, it } from 'vitest';
import type { ResponseEvent } from '../../../../lambda/openai/responses/response-event.ts';
import { createResponseTranscript } from '../../../../lambda/openai/responses/response-transcript.ts';

const written = (...events: readonly ResponseEvent[]) => {
  const transcript = createResponseTranscript();
  for (const event of events) transcript.add(event);
  const { content, ...facts } = transcript.summary();
  return { ...facts, content: JSON.parse(content) as unknown };
};

const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const message = {
  ...{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed' },
  content: [{ type: 'output_text', text: 'See NAME_4KQ7ZD', annotations: [] }],
};
const call = {
  ...{ id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'look_up' },
  arguments: '{"who":"NAME_4KQ7ZD"}',
};
const begun = { type: 'response.created', response: { id: 'r', model: 'm-1', instructions: 'Be kind.' } };
const streamed: readonly ResponseEvent[] = [
  begun,
  { type: 'response.output_item.added', output_index: 0, item: { ...message, content: [] } },
  { type: 'response.output_text.delta', ...place, delta: 'See NAM' },
  { type: 'response.output_text.delta', ...place, delta: 'E_4KQ7ZD' },
  { type: 'response.output_item.added', output_index: 1, item: { ...call, arguments: '' } },
  { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 1, delta: call.arguments },
];
const texts = {
  'output[0].id': 'msg_1',
  'output[0].content[0].text': 'See NAME_4KQ7ZD',
  'output[1].id': 'fc_1',
  'output[1].call_id': 'call_1',
  'output[1].name': 'look_up',
  'output[1].arguments': call.arguments,
};

describe('the record of a response', () => {
  it('has what came until the stream broke off, tool calls with their names and arguments included', () => {
    expect(written(...streamed)).toEqual({
      model: 'm-1',
      finishReasons: [],
      toolCalls: 1,
      content: texts,
    });
  });

  it('says each text once, however often events repeat it', () => {
    expect(
      written(
        ...streamed,
        { type: 'response.output_text.done', ...place, text: 'See NAME_4KQ7ZD' },
        { type: 'response.content_part.done', ...place, part: message.content[0] },
        { type: 'response.output_item.done', output_index: 0, item: message },
        { type: 'response.output_item.done', output_index: 1, item: call },
      ).content,
    ).toEqual(texts);
  });

  it('believes the whole response at the end, without what it repeats of the request', () => {
    const response = {
      ...{ id: 'r', model: 'm-2', status: 'incomplete', instructions: 'Be kind.', tools: [call] },
      incomplete_details: { reason: 'max_output_tokens' },
      output: [message],
      usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
    };
    expect(written(...streamed, { type: 'response.incomplete', response })).toEqual({
      model: 'm-2',
      finishReasons: ['incomplete:max_output_tokens'],
      toolCalls: 0,
      usage: { promptTokens: 3, completionTokens: 4 },
      content: { 'output[0].id': 'msg_1', 'output[0].content[0].text': 'See NAME_4KQ7ZD' },
    });
  });

  it('keeps what was streamed where the end doesn’t repeat it', () => {
    const response = { id: 'r', status: 'completed', output: [] };
    expect(written(...streamed, { type: 'response.completed', response })).toMatchObject({
      finishReasons: ['completed'],
      toolCalls: 1,
      content: texts,
    });
  });

  it('has nothing of a provider’s error, and no free words among its facts', () => {
    const response = { status: 'failed for Zoë', error: { code: 'x', message: 'bad: Zoë' }, output: [] };
    expect(written({ type: 'response.failed', response })).toEqual({
      finishReasons: [],
      toolCalls: 0,
      content: {},
    });
  });

  it('has the texts of events that nobody knows', () => {
    const hum = (delta: string) => ({ type: 'response.hum.delta', delta });
    expect(JSON.stringify(written(hum('NAME_'), hum('4KQ7ZD')).content)).toMatch(/NAME_.*4KQ7ZD/);
  });

  it('counts the calls of all tools in an answer that came whole', () => {
    const transcript = createResponseTranscript();
    const kinds = [
      'function_call',
      'custom_tool_call',
      'mcp_call',
      'shell_call',
      'web_search_call',
      'reasoning',
    ];
    transcript.addResponse({
      status: 'completed',
      output: kinds.map((type) => ({ id: type, type, name: 'look_up' })),
    });
    expect(transcript.summary()).toMatchObject({ toolCalls: 5, finishReasons: ['completed'] });
  });
});
