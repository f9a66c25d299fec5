import { createOpenResponses } from '@ai-sdk/open-responses';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { CatalogueDefinition } from '../../lambda/contract/catalogue-definition.ts';
import { errorOf } from '../support/client-error.ts';
import { ATTENDING, CHART, expectRestored, FILLED_VISIT, PROMPT, QUERIED, VISIT } from '../support/clinic.ts';
import { demoModel, demoModelCutAfter } from '../support/demo-model.ts';
import {
  collected,
  completion,
  echo,
  providerError,
  saying,
  sentBody,
  tokensIn,
} from '../support/openai-wire.ts';
import { type Respond, startScriptedProvider } from '../support/scripted-provider.ts';
import { serveGateway } from '../support/served-gateway.ts';

/*
 * The Responses API for models whose provider has chat alone: the same clients, none of which can tell.
 */

/** A provider whose script a test may change. */
const scripted = async () => {
  let script: Respond = () => undefined;
  const server = await startScriptedProvider({ respond: (...given) => script(...given) });
  return { ...server, does: (next: Respond) => void (script = next) };
};

const [chatOnly, whole] = await Promise.all([scripted(), scripted()]);
afterAll(async () => {
  await Promise.all([chatOnly.close(), whole.close()]);
});

const CATALOGUE: CatalogueDefinition = {
  providers: [
    { name: 'deepseek', baseUrl: chatOnly.baseUrl, auth: 'bearer', keySecret: 'openai' },
    { name: 'azure', baseUrl: whole.baseUrl, auth: 'api-key', keySecret: 'openai', responses: true },
  ],
  models: [
    { id: 'deepseek-chat', provider: 'deepseek' },
    { id: 'gpt-5.4', provider: 'azure' },
  ],
  routes: { frugal: ['deepseek-chat', 'gpt-5.4'], premium: ['gpt-5.4', 'deepseek-chat'] },
};

const { gateway, openai, provider, event } = serveGateway({
  catalogue: () => CATALOGUE,
});

const model = 'deepseek-chat';

const FIND_CHART = {
  type: 'function',
  name: 'find_chart',
  description: 'Finds a chart.',
  strict: true,
  parameters: {
    type: 'object',
    properties: { patient_name: { type: 'string' }, record_number: { type: 'string' } },
    required: ['patient_name', 'record_number'],
    additionalProperties: false,
  },
} as const;

let before = 0;
const asked = () => chatOnly.requests.slice(before);

beforeEach(() => {
  provider(() => {
    throw new Error('not this one');
  });
  chatOnly.does(demoModel);
  whole.does(demoModel);
  before = chatOnly.requests.length;
});

test('the provider is asked in chat, with nothing of the patient and nothing to keep', async () => {
  const response = await openai().responses.create({ model, input: PROMPT, instructions: 'Be brief.' });
  expectRestored(response.output_text);
  expect(response).toMatchObject({ instructions: 'Be brief.', store: true, status: 'completed' });
  expect(asked().map(({ url }) => url)).toEqual(['/v1/chat/completions']);
  expect(asked()[0]?.body).not.toMatch(/Maria|Gonzalez|123-45-6789/);
  expect(sentBody(asked()[0]!)).toMatchObject({ model, store: false, messages: [{ role: 'system' }, {}] });
  expect(await event('closed')).toMatchObject({ provider: 'deepseek', outcome: 'completed' });
});

test('a stream passes the official helper, restored in many pieces', async () => {
  const stream = openai().responses.stream({ model, input: PROMPT });
  const deltas: string[] = [];
  stream.on('response.output_text.delta', ({ delta }) => deltas.push(delta));
  const response = await stream.finalResponse();
  expectRestored(response.output_text);
  expect(deltas.join('')).toBe(response.output_text);
  expect(deltas.length).toBeGreaterThan(20);
  expect((await openai().responses.retrieve(response.id)).output_text).toBe(response.output_text);
});

test('structured output', async () => {
  const format = zodTextFormat(VISIT, 'visit');
  const response = await openai().responses.parse({ model, input: PROMPT, text: { format } });
  expect(response.output_parsed).toEqual(FILLED_VISIT);
});

test.each([false, true])('a tool loop over stored turns, streamed: %s', async (streamed) => {
  const turn = (body: OpenAI.Responses.ResponseCreateParamsNonStreaming) =>
    streamed
      ? openai()
          .responses.stream({ ...body, stream: true })
          .finalResponse()
      : openai().responses.create(body);
  const first = await turn({ model, input: PROMPT, tools: [FIND_CHART] });
  const [call] = first.output;
  if (call?.type !== 'function_call') throw new Error('expected a call');
  expect(JSON.parse(call.arguments)).toEqual(QUERIED);
  const output = {
    type: 'function_call_output',
    call_id: call.call_id,
    output: JSON.stringify(CHART),
  } as const;
  const second = await turn({ model, previous_response_id: first.id, input: [output], tools: [FIND_CHART] });
  expectRestored(second.output_text);
  expect(second.output_text).toContain(ATTENDING);
  expect(sentBody(asked()[1]!).messages.map(({ role }) => role)).toEqual([
    'system',
    'user',
    'assistant',
    'tool',
  ]);
  expect(asked()[1]?.body).not.toMatch(/Maria|Gonzalez|123-45-6789|Okafor/);
});

test('what the model thought goes back to it with the next turn', async () => {
  chatOnly.does((reply, request) => {
    const [name = ''] = tokensIn(request);
    reply.json(200, completion([saying('Seen.', { reasoning_content: `It is ${name}.` })]));
  });
  const first = await openai().responses.create({ model, input: PROMPT });
  expect(first.output[0]).toMatchObject({ type: 'reasoning', content: [{ text: 'It is Maria Gonzalez.' }] });
  await openai().responses.create({ model, previous_response_id: first.id, input: 'And?' });
  expect(sentBody(asked()[1]!).messages.find(({ role }) => role === 'assistant')).toMatchObject({
    content: 'Seen.',
    reasoning_content: expect.stringMatching(/^It is NAME_[0-9A-Z]{6}\.$/) as string,
  });
});

describe('what chat can’t do', () => {
  const search = { input: 'What is gait?', tools: [{ type: 'web_search' as const }] };

  test('is refused by its place, unasked', async () => {
    const error = await errorOf(openai().responses.create({ model, ...search }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ code: 'bad_request', param: 'tools[0]' });
    expect(asked()).toEqual([]);
  });

  test('is done by the next provider that can', async () => {
    whole.does((reply) =>
      reply.json(200, { id: 'resp_1', object: 'response', status: 'completed', output: [] }),
    );
    await openai().responses.create({ model: 'frugal', ...search });
    expect(whole.requests.at(-1)?.url).toBe('/v1/responses');
    expect(await event('closed')).toMatchObject({ provider: 'azure' });
  });
});

test.each([false, true])('chat steps in where the Responses API is down, streamed: %s', async (streamed) => {
  whole.does((reply) => reply.json(503, providerError('down')));
  chatOnly.does(echo(([name]) => `Dear ${name}`));
  const body = { model: 'premium', input: PROMPT };
  const response = streamed
    ? await openai().responses.stream(body).finalResponse()
    : await openai().responses.create(body);
  expect(response.output_text).toBe('Dear Maria Gonzalez');
  expect(await event('closed')).toMatchObject({ provider: 'deepseek' });
});

test('a stream that is cut ends as failed, never as if all were well', async () => {
  chatOnly.does(demoModelCutAfter(20));
  const stream = await openai().responses.create({ model, input: PROMPT, stream: true });
  const types: string[] = [];
  const error = await errorOf(
    (async () => {
      for await (const { type } of stream) types.push(type);
    })(),
  );
  expect(error).toBeInstanceOf(OpenAI.APIError);
  expect(types).not.toContain('response.completed');
});

test('a client that checks every field takes it: Open Responses', async () => {
  const url = `${gateway().baseURL}/responses`;
  const sdk = createOpenResponses({ name: 'hawthorn', url, apiKey: gateway().key })(model);
  const { text, finishReason, usage } = await generateText({ model: sdk, prompt: PROMPT });
  expectRestored(text);
  expect(finishReason).toBe('stop');
  expect(usage.totalTokens).toBeGreaterThan(0);
  expectRestored((await collected(streamText({ model: sdk, prompt: PROMPT }).textStream)).join(''));
});
