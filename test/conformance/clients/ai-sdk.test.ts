import { createOpenAI } from '@ai-sdk/openai';
import {
  APICallError,
  generateText,
  isStepCount,
  type LanguageModel,
  type ModelMessage,
  Output,
  streamText,
  tool,
} from 'ai';
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

/*
 * The Vercel AI SDK, with its provider for OpenAI: https://ai-sdk.dev/providers/ai-sdk-providers/openai. A model by its
 * name alone is asked by `/responses`.
 */

const { gateway, openai, provider, raw, sent, input } = serveClinic();

const sdk = (fetching?: typeof fetch) =>
  createOpenAI({
    apiKey: gateway().key,
    baseURL: gateway().baseURL,
    ...(fetching !== undefined && { fetch: fetching }),
  });

const THINKING = { reasoningEffort: 'low', reasoningSummary: 'auto' } as const;

const findChart = () => {
  const execute = vi.fn(() => CHART);
  return { execute, tool: tool({ description: 'Finds a chart.', inputSchema: CHART_QUERY, execute }) };
};

describe.each([
  ['responses', () => sdk()(MODEL)],
  ['chat completions', () => sdk().chat(MODEL)],
])('by %s', (_, model) => {
  test('text, plain', async () => {
    const { text, usage, finishReason, warnings } = await generateText({ model: model(), prompt: PROMPT });
    expectRestored(text);
    expect(finishReason).toBe('stop');
    expect(usage.outputTokens).toBeGreaterThan(0);
    expect(warnings).toEqual([]);
  });

  test('text, streamed in many pieces', async () => {
    const result = streamText({ model: model(), instructions: 'Be brief.', prompt: PROMPT });
    const pieces = await collected(result.textStream);
    expect(pieces.length).toBeGreaterThan(20);
    expectRestored(pieces.join(''));
    expect(await result.finishReason).toBe('stop');
  });

  test('structured output, plain and in parts', async () => {
    const asked = { model: model(), prompt: PROMPT, output: Output.object({ schema: VISIT }) };
    expect((await generateText(asked)).output).toEqual(FILLED_VISIT);
    const streamed = streamText(asked);
    expect((await collected(streamed.partialOutputStream)).at(-1)).toEqual(FILLED_VISIT);
  });

  test('a loop of tool calls: the tool gets the values, and its result is scrubbed', async () => {
    const { execute, tool: find } = findChart();
    const { text, steps } = await generateText({
      model: model(),
      prompt: PROMPT,
      tools: { find_chart: find },
      stopWhen: isStepCount(3),
    });
    expect(execute).toHaveBeenCalledExactlyOnceWith(QUERIED, expect.anything());
    expect(steps).toHaveLength(2);
    expectRestored(text);
    expect(text).toContain(ATTENDING);
  });

  test('a streamed loop of tool calls', async () => {
    const { execute, tool: find } = findChart();
    const result = streamText({
      model: model(),
      prompt: PROMPT,
      tools: { find_chart: find },
      stopWhen: isStepCount(3),
    });
    const text = await result.text;
    expect(execute).toHaveBeenCalledExactlyOnceWith(QUERIED, expect.anything());
    expectRestored(text);
    expect(text).toContain(ATTENDING);
    expect(raw()).toHaveLength(2);
  });

  test('a stream that is cut ends with an error, never as if all were well', async () => {
    provider(demoModelCutAfter(20));
    const errors: unknown[] = [];
    const result = streamText({
      model: model(),
      prompt: PROMPT,
      onError: ({ error }) => void errors.push(error),
    });
    const parts = await collected(result.stream);
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).toContain('broke off');
    expect(parts.find(({ type }) => type === 'finish')).not.toMatchObject({ finishReason: 'stop' });
  });
});

describe('several turns', () => {
  /** A first turn with reasoning in it, and all that the SDK makes of it for the second. */
  const firstTurn = async (options: {
    readonly model: LanguageModel;
    readonly providerOptions: { readonly openai: typeof THINKING & { readonly store?: boolean } };
  }): Promise<ModelMessage[]> => {
    const { text, finalStep, responseMessages } = await generateText({ ...options, prompt: PROMPT });
    expectRestored(text);
    expectRestored(finalStep.reasoningText);
    return [{ role: 'user', content: PROMPT }, ...responseMessages];
  };
  const again: ModelMessage = { role: 'user', content: 'Say it again.' };

  test('the SDK refers to stored items by their ids; the provider gets them whole, sealed reasoning too', async () => {
    const watched = watchedFetch();
    const options = { model: sdk(watched.fetch)(MODEL), providerOptions: { openai: THINKING } };
    const messages = await firstTurn(options);
    const { text } = await generateText({ ...options, messages: [...messages, again] });
    expectRestored(text);
    expect(itemTypes(watched.asked[1]?.body['input'])).toEqual([
      ...['message', 'item_reference', 'item_reference', 'message'],
    ]);
    expect(itemTypes(input(1))).toEqual(['message', 'reasoning', 'message', 'message']);
    expect(input(1)[1]).toHaveProperty('encrypted_content', expect.stringMatching(/^gAAAA/));
    expect(sent()[1]).toMatchObject({ store: false });
  });

  test('the same after a streamed turn with a tool call', async () => {
    const { tool: find } = findChart();
    const watched = watchedFetch();
    const options = {
      model: sdk(watched.fetch)(MODEL),
      providerOptions: { openai: THINKING },
      tools: { find_chart: find },
      stopWhen: isStepCount(3),
    };
    const first = streamText({ ...options, prompt: PROMPT });
    const messages: ModelMessage[] = [
      { role: 'user', content: PROMPT },
      ...(await first.responseMessages),
      again,
    ];
    const second = streamText({ ...options, messages, toolChoice: 'none' });
    expectRestored(await second.text);
    expect(itemTypes(watched.asked[2]?.body['input'])).toContain('item_reference');
    expect(itemTypes(input(2))).not.toContain('item_reference');
  });

  test('previousResponseId', async () => {
    const model = sdk()(MODEL);
    const first = await generateText({ model, prompt: PROMPT });
    const previousResponseId = first.finalStep.response.id;
    const options = { model, prompt: 'Who was that?', providerOptions: { openai: { previousResponseId } } };
    expectRestored((await generateText(options)).text);
    expectRestored(await streamText(options).text);
    expect(itemTypes(input(2))).toEqual(['message', 'message', 'message']);
  });

  test('conversation', async () => {
    const { id: conversation } = await openai().conversations.create();
    const options = { model: sdk()(MODEL), providerOptions: { openai: { conversation } } };
    await generateText({ ...options, prompt: PROMPT });
    expectRestored((await generateText({ ...options, prompt: 'Who was that?' })).text);
  });

  test('store: false: the SDK sends everything back itself, with the reasoning sealed', async () => {
    const watched = watchedFetch();
    const options = {
      model: sdk(watched.fetch)(MODEL),
      providerOptions: { openai: { ...THINKING, store: false } },
    };
    const messages = await firstTurn(options);
    const { text } = await generateText({ ...options, messages: [...messages, again] });
    expectRestored(text);
    expect(itemTypes(watched.asked[1]?.body['input'])).not.toContain('item_reference');
    expect(input(1)[1]).toMatchObject({
      type: 'reasoning',
      encrypted_content: expect.stringMatching(/^gAAAA/) as string,
    });
  });
});

test('a refused request is told by status, code and message', async () => {
  await generateText({ model: sdk()(MODEL), prompt: PROMPT });
  const analyst = createOpenAI({
    apiKey: await gateway().issue({ role: 'analyst' }),
    baseURL: gateway().baseURL,
  });
  const error = await errorOf(generateText({ model: analyst(MODEL), prompt: PROMPT, maxRetries: 0 }));
  expect(APICallError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({
    statusCode: 403,
    isRetryable: false,
    data: { error: { code: 'dlp_blocked', param: 'input[0].content[0].text' } },
  });
});
