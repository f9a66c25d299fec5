import { randomUUID } from 'node:crypto';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, isStepCount, type ModelMessage, streamText, tool } from 'ai';
import { describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { errorOf } from '../../support/client-error.ts';
import {
  CHART,
  CHART_QUERY,
  expectRestored,
  itemTypes,
  MODEL,
  PROMPT,
  QUERIED,
  serveClinic,
  watchedFetch,
} from '../../support/clinic.ts';
import { collected, tokensOf } from '../../support/openai-wire.ts';
import { message, respondWith, response, text, tokensInInput } from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';

/* What the Vercel AI SDK has of OpenAI's besides text and functions. */

const { gateway, openai, provider, raw, input } = serveClinic();

const sdk = ({ apiKey = gateway().key, fetching }: { apiKey?: string; fetching?: typeof fetch } = {}) =>
  createOpenAI({ apiKey, baseURL: gateway().baseURL, ...(fetching !== undefined && { fetch: fetching }) });

const again: ModelMessage = { role: 'user', content: 'Say it again.' };

test.each([false, true])('a custom tool gets the values in its free text, streamed: %s', async (streamed) => {
  const execute = vi.fn((given: string) => Promise.resolve(`Nothing found. ${given}`));
  const { tools } = sdk();
  const asked = {
    model: sdk()(MODEL),
    prompt: PROMPT,
    tools: { registry: tools.customTool({ description: 'Looks something up.', execute }) },
    stopWhen: isStepCount(3),
  };
  const said = streamed ? await streamText(asked).text : (await generateText(asked)).text;
  expectRestored(said);
  expect(execute.mock.calls.map(([given]) => given)).toEqual(['look up: Maria Gonzalez; 123-45-6789']);
});

test('several calls at once', async () => {
  const execute = vi.fn<(given: z.infer<typeof CHART_QUERY>) => typeof CHART>(() => CHART);
  const find = () => tool({ inputSchema: CHART_QUERY, execute });
  const result = streamText({
    model: sdk()(MODEL),
    prompt: `${PROMPT} Use find_chart and find_bill.`,
    tools: { find_chart: find(), find_bill: find() },
    stopWhen: isStepCount(3),
  });
  expectRestored(await result.text);
  expect(execute.mock.calls.map(([given]) => given)).toEqual([QUERIED, QUERIED]);
  expect(raw()).toHaveLength(2);
});

test('log probabilities spell what the client sees', async () => {
  const { text: said, finalStep } = await generateText({
    model: sdk()(MODEL),
    prompt: PROMPT,
    providerOptions: { openai: { logprobs: 2, reasoningEffort: 'none' } },
  });
  const [entries = []] = finalStep.providerMetadata?.['openai']?.['logprobs'] as { token: string }[][];
  expect(entries.map(({ token }) => token).join('')).toBe(said);
});

describe('a search of the provider’s', () => {
  /** Searches for the patient, and cites what it found where the name stands. */
  const searching: Respond = (reply, request) => {
    const [name = '', id = ''] = tokensInInput(request);
    const url = `https://example.org/?q=${name}`;
    const said = `See ${name} (${id}) at the registry.`;
    const cited = { start_index: 4, end_index: 4 + name.length, url, title: `About ${name}` };
    const action = { type: 'search', query: name, queries: [name], sources: [{ type: 'url', url }] };
    respondWith(
      reply,
      request,
      response([
        { id: `ws_${randomUUID()}`, type: 'web_search_call', status: 'completed', action },
        message(`msg_${randomUUID()}`, text(said, { annotations: [{ type: 'url_citation', ...cited }] })),
      ]),
    );
  };
  const asked = (fetching?: typeof fetch) => {
    const client = sdk({ ...(fetching !== undefined && { fetching }) });
    return { model: client(MODEL), tools: { web_search: client.tools.webSearch({}) } };
  };
  const SOURCE = { sourceType: 'url', url: 'https://example.org/?q=Maria%20Gonzalez' };

  test('its query, its sources and its citations are restored, plain and streamed', async () => {
    provider(searching);
    const plain = await generateText({ ...asked(), prompt: PROMPT });
    expectRestored(plain.text);
    expect(plain.sources).toMatchObject([SOURCE]);
    expect(plain.toolResults).toMatchObject([{ output: { action: { query: 'Maria Gonzalez' } } }]);
    const parts = await collected(streamText({ ...asked(), prompt: PROMPT }).stream);
    expect(parts.filter(({ type }) => type === 'source')).toMatchObject([SOURCE]);
    expect(tokensOf(JSON.stringify(parts))).toEqual([]);
  });

  test.each([true, false])('goes back by its id, and whole: stored %s', async (store) => {
    provider(searching);
    const watched = watchedFetch();
    const options = { ...asked(watched.fetch), providerOptions: { openai: { store } } };
    const first = await generateText({ ...options, prompt: PROMPT });
    const messages: ModelMessage[] = [{ role: 'user', content: PROMPT }, ...first.responseMessages, again];
    expectRestored((await generateText({ ...options, messages })).text);
    expect(itemTypes(watched.asked[1]?.body['input']).includes('item_reference')).toBe(store);
    const [name] = tokensInInput(raw()[0]!);
    expect(itemTypes(input(1))).toEqual(['message', 'web_search_call', 'message', 'message']);
    expect(input(1)[1]).toMatchObject({ action: { query: name, queries: [name] } });
    expect(tokensOf(JSON.stringify(input(1)[2]))).toEqual(tokensInInput(raw()[0]!));
  });

  test('is found again as it was seen', async () => {
    provider(searching);
    const { finalStep } = await generateText({ ...asked(), prompt: PROMPT });
    const { output } = await openai().responses.retrieve(finalStep.response.id);
    expectRestored(output);
    expect(output).toMatchObject([
      { action: { query: 'Maria Gonzalez' } },
      { content: [{ annotations: [{ start_index: 4, end_index: 18, title: 'About Maria Gonzalez' }] }] },
    ]);
  });
});

describe('a key that keeps nothing', () => {
  const options = async (store: boolean) => ({
    model: sdk({ apiKey: await gateway().issue({ vault: 'none' }) })(MODEL),
    providerOptions: { openai: { store, reasoningEffort: 'low', reasoningSummary: 'auto' } as const },
  });
  const turns = async (asked: Awaited<ReturnType<typeof options>>): Promise<ModelMessage[]> => {
    const first = await generateText({ ...asked, prompt: PROMPT });
    expectRestored(first.text);
    return [{ role: 'user', content: PROMPT }, ...first.responseMessages, again];
  };

  test('serves whoever keeps the turns, with the reasoning sealed', async () => {
    const asked = await options(false);
    expectRestored((await generateText({ ...asked, messages: await turns(asked) })).text);
    expect(itemTypes(input(1))).toEqual(['message', 'reasoning', 'message', 'message']);
  });

  test('says clearly that it has nothing to refer to', async () => {
    const asked = await options(false);
    const messages = await turns(asked);
    const { model } = asked;
    const error = await errorOf(generateText({ model, messages, maxRetries: 0 }));
    expect(error).toMatchObject({
      statusCode: 400,
      data: { error: { code: 'bad_request', param: 'input' } },
    });
    expect(String(error)).toContain('keeps nothing');
  });
});
