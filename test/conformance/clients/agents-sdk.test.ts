import {
  Agent,
  type AgentInputItem,
  handoff,
  MemorySession,
  OpenAIChatCompletionsModel,
  OpenAIConversationsSession,
  OpenAIResponsesModel,
  Runner,
  tool,
} from '@openai/agents';
import { describe, expect, test, vi } from 'vitest';
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

/*
 * OpenAI's Agents SDK: https://openai.github.io/openai-agents-js. Its traces go to api.openai.com, with all texts in
 * them, whatever the base URL is; so they are off here, as they must be wherever it is used for PHI.
 */

const { openai, provider, raw, input } = serveClinic();

const runner = new Runner({ tracingDisabled: true });

const responses = (fetching?: typeof fetch) =>
  new OpenAIResponsesModel(openai(fetching === undefined ? {} : { fetch: fetching }), MODEL);
const chat = () => new OpenAIChatCompletionsModel(openai(), MODEL);

const clerk = (model: OpenAIResponsesModel | OpenAIChatCompletionsModel) => {
  const execute = vi.fn(() => CHART);
  const findChart = tool({
    name: 'find_chart',
    description: 'Finds a chart.',
    parameters: CHART_QUERY,
    execute: (given) => {
      expect(given).toEqual(QUERIED);
      return execute();
    },
  });
  const agent = new Agent({ name: 'Clerk', instructions: 'Be kind.', model, tools: [findChart] });
  return { execute, agent };
};

const THINKING = { reasoning: { effort: 'low', summary: 'auto' } } as const;

describe.each([
  ['responses', responses],
  ['chat completions', chat],
])('by %s', (_, model) => {
  const plain = () => new Agent({ name: 'Clerk', instructions: 'Be kind.', model: model() });

  test('text, plain', async () => {
    const { finalOutput } = await runner.run(plain(), PROMPT);
    expectRestored(finalOutput);
  });

  test('text, streamed in many pieces', async () => {
    const result = await runner.run(plain(), PROMPT, { stream: true });
    const pieces = await collected(result.toTextStream());
    await result.completed;
    expect(pieces.length).toBeGreaterThan(20);
    expectRestored(pieces.join(''));
    expect(result.finalOutput).toBe(pieces.join(''));
  });

  test('structured output', async () => {
    const reader = new Agent({ name: 'Reader', model: model(), outputType: VISIT });
    expect((await runner.run(reader, PROMPT)).finalOutput).toEqual(FILLED_VISIT);
  });

  test.each([false, true])('a loop of tool calls, streamed: %s', async (stream) => {
    const { execute, agent } = clerk(model());
    const result = await (stream ? runner.run(agent, PROMPT, { stream: true }) : runner.run(agent, PROMPT));
    if ('completed' in result) await result.completed;
    expect(execute).toHaveBeenCalledOnce();
    expectRestored(result.finalOutput);
    expect(result.finalOutput).toContain(ATTENDING);
    expect(raw()).toHaveLength(2);
  });

  test('one agent hands over to another', async () => {
    const nurse = new Agent({ name: 'Nurse', model: model() });
    const desk = new Agent({ name: 'Desk', model: model(), handoffs: [handoff(nurse)] });
    const { finalOutput, lastAgent } = await runner.run(desk, PROMPT);
    expectRestored(finalOutput);
    expect(lastAgent?.name).toBe('Nurse');
  });

  test('a stream that is cut fails', async () => {
    provider(demoModelCutAfter(20));
    const result = await runner.run(plain(), PROMPT, { stream: true });
    await expect(collected(result.toTextStream())).rejects.toThrow('broke off');
    await expect(result.completed).rejects.toThrow('broke off');
  });
});

describe('several turns', () => {
  test('the history as the SDK keeps it, reasoning and tool calls included', async () => {
    const { agent } = clerk(responses());
    const thinking = agent.clone({ modelSettings: THINKING });
    const first = await runner.run(thinking, PROMPT);
    const history: AgentInputItem[] = [...first.history, { role: 'user', content: 'Say it again.' }];
    const { finalOutput } = await runner.run(thinking.clone({ tools: [] }), history);
    expectRestored(finalOutput);
  });

  test('the reasoning is sealed, and goes back so', async () => {
    const { agent } = clerk(responses());
    const settings = {
      ...THINKING,
      store: false,
      providerData: { include: ['reasoning.encrypted_content'] },
    };
    const thinking = agent.clone({ modelSettings: settings });
    const { finalOutput, history } = await runner.run(thinking, PROMPT);
    expectRestored(finalOutput);
    expectRestored(history);
    expect(input(1)).toContainEqual(
      expect.objectContaining({ encrypted_content: expect.stringMatching(/^gAAAA/) as string }),
    );
  });

  test('previousResponseId: within a loop of tool calls, and from one run to the next', async () => {
    const watched = watchedFetch();
    const { agent, execute } = clerk(responses(watched.fetch));
    const first = await runner.run(new Agent({ name: 'Clerk', model: responses() }), PROMPT);
    const second = await runner.run(agent, 'Find the chart.', {
      ...(first.lastResponseId !== undefined && { previousResponseId: first.lastResponseId }),
    });
    expect(execute).toHaveBeenCalledOnce();
    expectRestored(second.finalOutput);
    expect(watched.asked.map(({ body }) => itemTypes(body['input']))).toEqual([
      ['message'],
      ['function_call_output'],
    ]);
    expect(itemTypes(input(2))).toEqual([
      ...['message', 'message', 'message', 'function_call', 'function_call_output'],
    ]);
  });

  test('conversationId: the items of all runs are in the conversation', async () => {
    const { id: conversationId } = await openai().conversations.create();
    const { agent, execute } = clerk(responses());
    await runner.run(agent, PROMPT, { conversationId });
    const second = await runner.run(agent.clone({ tools: [] }), 'Who was that?', { conversationId });
    expect(execute).toHaveBeenCalledOnce();
    expectRestored(second.finalOutput);
    const items = await collected(openai().conversations.items.list(conversationId, { order: 'asc' }));
    expect(itemTypes(items)).toEqual([
      ...['message', 'function_call', 'function_call_output', 'message', 'message', 'message'],
    ]);
    expectRestored(items);
  });

  test('a conversation as a session: the SDK reads it, adds to it, and clears it', async () => {
    const session = new OpenAIConversationsSession({ client: openai() });
    const { agent, execute } = clerk(responses());
    await runner.run(agent, PROMPT, { session });
    const second = await runner.run(agent.clone({ tools: [] }), 'Who was that?', { session });
    expect(execute).toHaveBeenCalledOnce();
    expectRestored(second.finalOutput);
    const items = await session.getItems();
    expect(itemTypes(items)).toEqual([
      ...['message', 'function_call', 'function_call_result', 'message', 'message', 'message'],
    ]);
    expectRestored(items);
    expect(await session.popItem()).toMatchObject({ role: 'assistant' });
    expect(await session.getItems(2)).toHaveLength(2);
    expect(await session.getItems()).toHaveLength(5);
    await session.clearSession();
  });

  test('a session in memory', async () => {
    const session = new MemorySession();
    const { agent } = clerk(responses());
    await runner.run(agent, PROMPT, { session });
    expectRestored((await runner.run(agent.clone({ tools: [] }), 'Who was that?', { session })).finalOutput);
  });
});
