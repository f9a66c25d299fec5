import { describe, expect, test } from 'vitest';
import {
  callDeltas,
  calling,
  completion,
  echo,
  functionCall,
  inPieces,
  saying,
  sentBody,
  streamOf,
  tokensIn,
} from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { gateway, openai, provider, sent, raw, event } = serveGateway();

const MODEL = 'gpt-5.4-mini';
const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const ask = (content: string) => ({ model: MODEL, messages: [{ role: 'user' as const, content }] });

describe('D1, E2: models, tiers and aliases', () => {
  test.each([
    [MODEL, MODEL],
    ['standard', MODEL],
    ['fast-chat', MODEL],
    ['gpt-4.1-nano', 'gpt-4.1-nano'],
  ])('%s', async (model, served) => {
    provider(echo(() => 'Fine.'));
    const answer = await openai().chat.completions.create({ ...ask('Hello'), model });
    expect(sent()[0]?.model).toBe(served);
    expect(answer.model).toBe('gpt-5.4-mini-2026-03-17');
    expect(await event('opened')).toMatchObject({ modelAsked: model });
    expect(await event('closed')).toMatchObject({
      provider: 'openai',
      modelServed: 'gpt-5.4-mini-2026-03-17',
    });
  });
});

describe('D2, D3: keys and their limits', () => {
  test('keys say what they are for', () => {
    expect(gateway().key).toMatch(/^hwk_test_[0-9a-z]+_\S+$/);
  });

  test.each([
    [{ max_tokens: 5_000 }, { max_tokens: 100 }],
    [{ max_tokens: 50 }, { max_tokens: 50 }],
    [{ max_completion_tokens: 101 }, { max_completion_tokens: 100 }],
    [
      { max_tokens: 5_000, max_completion_tokens: 20 },
      { max_tokens: 100, max_completion_tokens: 20 },
    ],
    [{}, { max_completion_tokens: 100 }],
    [{ max_tokens: null }, { max_tokens: null, max_completion_tokens: 100 }],
  ])('a key with a limit of 100 that asks for %j', async (asked, expected) => {
    provider(echo(() => 'Fine.'));
    const limited = openai({ apiKey: await gateway().issue({ maxOutputTokens: 100 }) });
    await limited.chat.completions.create({ ...ask('Hello'), ...asked });
    expect(sent()).toEqual([{ ...ask('Hello'), ...expected, store: false }]);
  });

  test('a key without a limit asks for what it likes', async () => {
    provider(echo(() => 'Fine.'));
    await gateway().post({ ...ask('Hello'), max_tokens: 100_000 });
    expect(sent()[0]?.['max_tokens']).toBe(100_000);
  });
});

describe('a provider key of the caller’s own', () => {
  test('goes out instead of ours, and the wire is OpenAI’s', async () => {
    provider(echo(([name]) => `Dear ${name}`));
    const response = await gateway().post(ask(PROMPT), { 'x-openai-key': 'sk-callers-own-key' });
    expect(await response.json()).toEqual(completion([saying('Dear Maria Gonzalez')]));
    expect(raw()[0]?.headers.authorization).toBe('Bearer sk-callers-own-key');
  });
});

const answers = (stream: boolean) => {
  provider((reply, request) => {
    const [name, id] = tokensIn(request);
    const args = `{"name":"${name}","id":"${id}"}`;
    if (stream)
      reply.sse(...streamOf(callDeltas({ id: 'call_1', name: 'find' }, inPieces(args, 5)), 'tool_calls'));
    else reply.json(200, completion([calling(functionCall('call_1', 'find', args))]));
  });
};

describe.each([false, true])('A5, A6, A9, D7: the audit, stream: %s', (stream) => {
  test('holds prompt, tool call and answer in tokens, before and after the call', async () => {
    answers(stream);
    const response = await gateway().post({ ...ask(PROMPT), stream, metadata: { ward: 'Maria Gonzalez’s' } });
    const requestId = response.headers.get('x-request-id');
    expect(await response.text()).toContain('Maria Gonzalez');
    const [opened, closed] = [await event('opened'), await event('closed')];
    expect(opened).toMatchObject({
      requestId,
      tenant: 'general-hospital',
      role: 'clinician',
      modelAsked: MODEL,
      streamed: stream,
      phi: { NAME: 1, ID: 1 },
    });
    const [name, id] = tokensIn(raw()[0]!);
    expect(sentBody({ body: opened.content! }).messages[0]?.content).toBe(
      `Patient ${name}, SSN ${id}, needs a letter.`,
    );
    expect(opened.content).toContain('"metadata":{"ward":');
    expect(closed).toMatchObject({
      requestId,
      outcome: 'completed',
      finishReasons: ['tool_calls'],
      toolCalls: 1,
      usage: { promptTokens: 31, completionTokens: 12 },
    });
    expect(JSON.parse(closed.content!)).toMatchObject({
      'choices[0].message.tool_calls[0].function.arguments': `{"name":"${name}","id":"${id}"}`,
    });
    expect(JSON.stringify([opened, closed])).not.toMatch(/Maria|Gonzalez|123-45-6789/);
  });

  test('is open before the provider is asked', async () => {
    let before: unknown;
    provider(async (reply, request, index) => {
      before = await event('opened');
      await echo(() => 'Fine.')(reply, request, index);
    });
    await (await gateway().post({ ...ask('Hello'), stream })).text();
    expect(before).toMatchObject({ kind: 'opened' });
  });
});

test('what a provider adds beside the choices is restored for the client and not on record', async () => {
  provider((reply, request) => {
    const [name] = tokensIn(request);
    reply.json(200, completion([saying('Fine.')], { x_trace: { about: name } }));
  });
  const answer: unknown = await openai().chat.completions.create(ask(PROMPT));
  expect(answer).toHaveProperty('x_trace.about', 'Maria Gonzalez');
  expect(JSON.stringify(await event('closed'))).not.toMatch(/Maria|Gonzalez/);
});
