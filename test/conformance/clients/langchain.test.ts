import { type AIMessageChunk, type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, type ChatOpenAIFields } from '@langchain/openai';
import { describe, expect, test, vi } from 'vitest';
import { errorOf } from '../../support/client-error.ts';
import {
  ATTENDING,
  CHART,
  CHART_QUERY,
  expectRestored,
  FILLED_VISIT,
  itemTypes,
  MODEL,
  PROMPT,
  QUERIED,
  serveClinic,
  VISIT,
  watchedFetch,
} from '../../support/clinic.ts';
import { demoModelCutAfter } from '../../support/demo-model.ts';
import { collected } from '../../support/openai-wire.ts';

/* LangChain's model for OpenAI: https://docs.langchain.com/oss/javascript/integrations/chat/openai */

const { gateway, provider, raw, sent, input } = serveClinic();

const chatModel = (fields: ChatOpenAIFields = {}, fetching?: typeof fetch): ChatOpenAI =>
  new ChatOpenAI({
    model: MODEL,
    apiKey: gateway().key,
    maxRetries: 0,
    configuration: { baseURL: gateway().baseURL, ...(fetching !== undefined && { fetch: fetching }) },
    ...fields,
  });
const RESPONSES = { useResponsesApi: true } as const;
const THINKING = { ...RESPONSES, reasoning: { effort: 'low', summary: 'auto' } } as const;

const findChart = () => {
  const execute = vi.fn((given: unknown) => {
    expect(given).toEqual(QUERIED);
    return CHART;
  });
  const description = { name: 'find_chart', description: 'Finds a chart.', schema: CHART_QUERY };
  return { execute, tool: tool((given) => JSON.stringify(execute(given)), description) };
};
type Find = ReturnType<typeof findChart>['tool'];

/** The chunks of a stream, laid together as LangChain does it. */
const gathered = async (stream: Promise<AsyncIterable<AIMessageChunk>>): Promise<AIMessageChunk> => {
  const [first, ...rest] = await collected(await stream);
  return rest.reduce((whole, chunk) => whole.concat(chunk), first!);
};

/** Calls the tool until the model calls it no more. Tells all messages, the model's answer last. */
const loop = async (
  ask: (messages: readonly BaseMessage[]) => Promise<AIMessageChunk>,
  find: Find,
): Promise<AIMessageChunk[]> => {
  const messages: BaseMessage[] = [new SystemMessage('Be kind.'), new HumanMessage(PROMPT)];
  const answers: AIMessageChunk[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const answer = await ask(messages);
    answers.push(answer);
    messages.push(answer);
    if (!answer.tool_calls?.length) break;
    for (const call of answer.tool_calls) messages.push(await find.invoke({ ...call, type: 'tool_call' }));
  }
  return answers;
};

describe.each([
  ['responses', RESPONSES],
  ['chat completions', {}],
])('by %s', (_, fields) => {
  test('text, plain', async () => {
    const answer = await chatModel(fields).invoke(PROMPT);
    expectRestored(answer.text);
    expect(answer).toHaveProperty('usage_metadata.output_tokens', expect.any(Number));
  });

  test('text, streamed in many pieces', async () => {
    const chunks = await collected(await chatModel(fields).stream(PROMPT));
    expect(chunks.length).toBeGreaterThan(20);
    expectRestored(chunks.map(({ text }) => text).join(''));
  });

  test('structured output, as a schema and by a function', async () => {
    const model = chatModel(fields);
    expect(await model.withStructuredOutput(VISIT).invoke(PROMPT)).toEqual(FILLED_VISIT);
    const byFunction = model.withStructuredOutput(VISIT, { method: 'functionCalling' });
    expect(await byFunction.invoke(PROMPT)).toEqual(FILLED_VISIT);
  });

  test.each([false, true])('a loop of tool calls, streamed: %s', async (streamed) => {
    const { execute, tool: find } = findChart();
    const model = chatModel(fields).bindTools([find]);
    const answers = await loop(
      (messages) => (streamed ? gathered(model.stream([...messages])) : model.invoke([...messages])),
      find,
    );
    expect(execute).toHaveBeenCalledOnce();
    expect(answers).toHaveLength(2);
    expectRestored(answers[1]?.text);
    expect(answers[1]?.text).toContain(ATTENDING);
  });

  test('a stream that is cut fails', async () => {
    provider(demoModelCutAfter(20));
    await expect(gathered(chatModel(fields).stream(PROMPT))).rejects.toThrow('broke off');
  });

  test('a refused request is told by status, code and message', async () => {
    await chatModel(fields).invoke(PROMPT);
    const apiKey = await gateway().issue({ role: 'analyst' });
    const error = await errorOf(chatModel({ ...fields, apiKey }).invoke(PROMPT));
    expect(error).toMatchObject({ status: 403, code: 'dlp_blocked' });
    expect(String(error)).toContain('holds PHI');
  });
});

describe('several turns', () => {
  const again = new HumanMessage('Say it again.');

  test.each([false, true])('with the history, reasoning included, streamed: %s', async (streamed) => {
    const watched = watchedFetch();
    const model = chatModel(THINKING, watched.fetch);
    const asked = new HumanMessage(PROMPT);
    const first = await (streamed ? gathered(model.stream([asked])) : model.invoke([asked]));
    expectRestored(first.additional_kwargs);
    expectRestored((await model.invoke([asked, first, again])).text);
    expect(itemTypes(watched.asked[1]?.body['input'])).toEqual([
      ...['message', 'reasoning', 'message', 'message'],
    ]);
  });

  test('previous_response_id, after a tool call too', async () => {
    const { tool: find } = findChart();
    const model = chatModel(RESPONSES);
    const first = await model.invoke(PROMPT);
    const calls = await model.bindTools([find]).invoke('Find the chart.', {
      previous_response_id: String(first.response_metadata['id']),
    });
    const results = await Promise.all(
      (calls.tool_calls ?? []).map((call) => find.invoke({ ...call, type: 'tool_call' })),
    );
    const options = { previous_response_id: String(calls.response_metadata['id']) };
    const last = await gathered(model.stream(results, options));
    expectRestored(last.text);
    expect(last.text).toContain(ATTENDING);
    expect(itemTypes(input(2))).toEqual([
      ...['message', 'message', 'message', 'function_call', 'function_call_output'],
    ]);
  });

  test('zdrEnabled: nothing is stored, and the reasoning goes back sealed where it was asked for', async () => {
    const model = chatModel({
      ...THINKING,
      zdrEnabled: true,
      modelKwargs: { include: ['reasoning.encrypted_content'] },
    });
    const asked = new HumanMessage(PROMPT);
    const first = await model.invoke([asked]);
    expectRestored(first.text);
    expectRestored((await model.invoke([asked, first, again])).text);
    expect(input(1)).toContainEqual(
      expect.objectContaining({ encrypted_content: expect.stringMatching(/^gAAAA/) as string }),
    );
    expect(sent()[1]).toMatchObject({ store: false });
    expect(raw()).toHaveLength(2);
  });

  test('zdrEnabled without the sealed reasoning: it is left out, as no provider could look it up', async () => {
    const model = chatModel({ ...THINKING, zdrEnabled: true });
    const asked = new HumanMessage(PROMPT);
    const first = await model.invoke([asked]);
    expectRestored((await model.invoke([asked, first, again])).text);
    expect(itemTypes(input(1))).toEqual(['message', 'message', 'message']);
  });
});
