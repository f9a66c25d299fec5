import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { createChatCompletions } from '../../lambda/gateway/chat-completions.ts';
import { createChatApp } from '../../lambda/http/chat-app.ts';
import { errorOf } from '../support/client-error.ts';
import { DONE, delta, finish, event as frame, roleDelta, tokensIn } from '../support/openai-wire.ts';
import type { Respond } from '../support/scripted-provider.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { openai, provider, event, gateway } = serveGateway();

const ASK = {
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user' as const, content: 'Patient Maria Gonzalez needs a letter.' }],
};

/** A provider that says something and then no more; tells when it was asked and when its connection has closed. */
const stuck = (say: (name: string) => readonly string[]) => {
  const asked = Promise.withResolvers<undefined>();
  const closed = Promise.withResolvers<undefined>();
  const respond: Respond = async (reply, request) => {
    const [name = ''] = tokensIn(request);
    if (say(name).length > 0) {
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write(say(name).map(frame).join(''));
    }
    asked.resolve(undefined);
    await reply.closed;
    closed.resolve(undefined);
  };
  provider(respond);
  return { asked: asked.promise, closed: closed.promise };
};

const expectGone = async (closed: Promise<undefined>): Promise<void> => {
  await closed;
  expect(await event('closed')).toMatchObject({ outcome: 'client_gone' });
};

// The provider's connection must close and the record be written; that either does not happen shows as a time-out.
describe('a client that goes away stops the provider, and the audit says so', () => {
  test('while it waits for a plain answer', async () => {
    const { asked, closed } = stuck(() => []);
    const controller = new AbortController();
    const call = errorOf(openai().chat.completions.create(ASK, { signal: controller.signal }));
    await asked;
    controller.abort();
    expect(await call).toBeInstanceOf(OpenAI.APIUserAbortError);
    await expectGone(closed);
  });

  test('before the first chunk of a stream', async () => {
    const { asked, closed } = stuck(() => []);
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const call = errorOf(openai().chat.completions.create({ ...ASK, stream: true }, options));
    await asked;
    controller.abort();
    expect(await call).toBeInstanceOf(OpenAI.APIUserAbortError);
    await expectGone(closed);
  });

  test('by leaving the loop in the middle of a stream', async () => {
    const { closed } = stuck((name) => [roleDelta(), delta({ content: `Dear ${name}, ` })]);
    const stream = await openai().chat.completions.create({ ...ASK, stream: true });
    let text = '';
    for await (const { choices } of stream) {
      text += choices[0]?.delta.content ?? '';
      if (text !== '') break;
    }
    expect(text).toBe('Dear Maria Gonzalez, ');
    await expectGone(closed);
    expect((await event('closed')).content).toMatch(
      /^\{"choices\[0\]\.message\.content":"Dear NAME_\w{6}, "\}$/,
    );
  });

  test('which the log doesn’t take for a failure', async () => {
    const { closed } = stuck(() => [roleDelta(), delta({ content: 'Dear' })]);
    const stream = await openai().chat.completions.create({ ...ASK, stream: true });
    for await (const { choices } of stream) if (choices[0]?.delta.content === 'Dear') break;
    await expectGone(closed);
    const { requestId } = await event('closed');
    const lines = gateway().logged.filter(({ fields }) => fields.requestId === requestId);
    expect(lines.map(({ message }) => message)).toContain('client_gone');
    expect(lines.map(({ message }) => message)).not.toContain('stream_failed');
  });

  test('by the controller of a stream', async () => {
    const { closed } = stuck(() => [roleDelta(), delta({ content: 'Dear' })]);
    const stream = await openai().chat.completions.create({ ...ASK, stream: true });
    for await (const { choices } of stream)
      if (choices[0]?.delta.content === 'Dear') stream.controller.abort();
    await expectGone(closed);
  });

  test('by abort() of the streaming helper', async () => {
    const { closed } = stuck(() => [roleDelta(), delta({ content: 'Dear' })]);
    const stream = openai().chat.completions.stream(ASK);
    stream.on('content.delta', () => stream.abort());
    expect(await errorOf(stream.finalContent())).toBeInstanceOf(OpenAI.APIUserAbortError);
    await expectGone(closed);
  });

  // No HTTP client can do that, but a transport that gives up between the head and the body does.
  test('before the body is read for the first time, and while the provider is silent', async () => {
    const silent = Promise.withResolvers<undefined>();
    provider(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.closed;
      silent.resolve(undefined);
    });
    const { ports, key } = gateway();
    const app = createChatApp({
      clock: Date.now,
      log: () => undefined,
      unique: () => crypto.randomUUID().replaceAll('-', ''),
      chatCompletions: createChatCompletions(ports),
    });
    const request = new Request('http://gateway/v1/chat/completions', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...ASK, stream: true }),
    });
    const { body } = await app.fetch(request, { signal: new AbortController().signal });
    await body?.cancel();
    await expectGone(silent.promise);
  });

  test('while text is held back: it is not lost from the record', async () => {
    const { closed } = stuck((name) => [roleDelta(), delta({ content: `Dear ${name.slice(0, 7)}` })]);
    const stream = await openai().chat.completions.create({ ...ASK, stream: true });
    for await (const { choices } of stream) if (choices[0]?.delta.content === 'Dear ') break;
    await expectGone(closed);
    expect((await event('closed')).content).toMatch(/"Dear NAME_\w\w"/);
  });
});

test('after a client has gone, the next one is served as ever', async () => {
  const { asked, closed } = stuck(() => [roleDelta()]);
  const controller = new AbortController();
  const gone = fetch(`${gateway().baseURL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway().key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...ASK, stream: true }),
    signal: controller.signal,
  });
  await asked;
  await gone;
  controller.abort();
  await expectGone(closed);
  provider((reply, request) => {
    reply.sse(roleDelta(), delta({ content: tokensIn(request)[0] }), finish(), DONE);
  });
  expect(await openai().chat.completions.stream(ASK).finalContent()).toBe('Maria Gonzalez');
  expect(await event('closed')).toMatchObject({ outcome: 'completed' });
});
