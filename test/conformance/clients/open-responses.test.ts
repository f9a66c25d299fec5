import { createOpenResponses } from '@ai-sdk/open-responses';
import { APICallError, generateText, isStepCount, type ModelMessage, Output, streamText, tool } from 'ai';
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
} from '../../support/clinic.ts';
import { demoModelCutAfter } from '../../support/demo-model.ts';
import { collected } from '../../support/openai-wire.ts';

/*
 * The AI SDK's provider for whoever speaks Open Responses: https://ai-sdk.dev/providers/ai-sdk-providers/open-responses.
 * It keeps no state at the provider: whole items go back, with the ids that they came with.
 */

const { gateway, provider, raw, input } = serveClinic();

const sdk = (apiKey = gateway().key) =>
  createOpenResponses({ name: 'hawthorn', url: `${gateway().baseURL}/responses`, apiKey })(MODEL);

const findChart = () => {
  const execute = vi.fn(() => CHART);
  return { execute, tool: tool({ description: 'Finds a chart.', inputSchema: CHART_QUERY, execute }) };
};

const REASONING = { hawthorn: { reasoningEffort: 'low', reasoningSummary: 'auto' } } as const;

test('text, plain', async () => {
  const { text, usage, finishReason } = await generateText({ model: sdk(), prompt: PROMPT });
  expectRestored(text);
  expect(finishReason).toBe('stop');
  expect(usage.totalTokens).toBeGreaterThan(0);
});

test('text and reasoning, streamed in many pieces', async () => {
  const result = streamText({
    model: sdk(),
    instructions: 'Be brief.',
    prompt: PROMPT,
    providerOptions: REASONING,
  });
  const pieces = await collected(result.textStream);
  expect(pieces.length).toBeGreaterThan(20);
  expectRestored(pieces.join(''));
  expectRestored((await result.finalStep).reasoningText);
});

test('structured output, plain and in parts', async () => {
  const asked = { model: sdk(), prompt: PROMPT, output: Output.object({ schema: VISIT }) };
  expect((await generateText(asked)).output).toEqual(FILLED_VISIT);
  expect((await collected(streamText(asked).partialOutputStream)).at(-1)).toEqual(FILLED_VISIT);
});

describe('a loop of tool calls, and a turn after it', () => {
  const loop = () => {
    const { execute, tool: find } = findChart();
    const stopWhen = isStepCount(3);
    const options = { model: sdk(), tools: { find_chart: find }, stopWhen, providerOptions: REASONING };
    return { execute, options };
  };

  test('plain', async () => {
    const { execute, options } = loop();
    const { text, responseMessages } = await generateText({ ...options, prompt: PROMPT });
    expect(execute).toHaveBeenCalledExactlyOnceWith(QUERIED, expect.anything());
    expectRestored(text);
    expect(text).toContain(ATTENDING);
    const messages: ModelMessage[] = [
      { role: 'user', content: PROMPT },
      ...responseMessages,
      { role: 'user', content: 'Say it again.' },
    ];
    expectRestored((await generateText({ ...options, messages, toolChoice: 'none' })).text);
    expect(itemTypes(input(2))).toEqual(
      expect.arrayContaining(['function_call', 'function_call_output', 'message']),
    );
  });

  test('streamed', async () => {
    const { execute, options } = loop();
    const first = streamText({ ...options, prompt: PROMPT });
    expectRestored(await first.text);
    expect(execute).toHaveBeenCalledExactlyOnceWith(QUERIED, expect.anything());
    const messages: ModelMessage[] = [
      { role: 'user', content: PROMPT },
      ...(await first.responseMessages),
      { role: 'user', content: 'Say it again.' },
    ];
    expectRestored(await streamText({ ...options, messages, toolChoice: 'none' }).text);
    expect(raw()).toHaveLength(3);
  });
});

test('a stream that is cut ends with an error, never as if all were well', async () => {
  provider(demoModelCutAfter(20));
  const errors: unknown[] = [];
  const result = streamText({
    model: sdk(),
    prompt: PROMPT,
    onError: ({ error }) => void errors.push(error),
  });
  const parts = await collected(result.stream);
  expect(JSON.stringify(errors)).toContain('broke off');
  expect(parts.find(({ type }) => type === 'finish')).not.toMatchObject({ finishReason: 'stop' });
});

test('a refused request is told in our words, which this client shows only for errors of four strings', async () => {
  await generateText({ model: sdk(), prompt: PROMPT });
  const analyst = await gateway().issue({ role: 'analyst' });
  const error = await errorOf(generateText({ model: sdk(analyst), prompt: PROMPT, maxRetries: 0 }));
  expect(APICallError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ statusCode: 403, message: expect.stringContaining('holds PHI') as string });
});
