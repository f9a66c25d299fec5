import { describe, expect, it } from 'vitest';
import { everyCanary, sentencesOf } from '../support/canaries.ts';
import { delta, event, providerError, roleDelta, sentBody, textStream } from '../support/openai-wire.ts';
import { createQuotingPorts } from '../support/quoting-ports.ts';
import type { Respond } from '../support/scripted-provider.ts';
import { readStreamedLanes } from '../support/streamed-lanes.ts';
import { answerText, watchGateway } from '../support/watched-gateway.ts';

const quoting = createQuotingPorts();

const { ask, expectNotSent, expectNoTrace, gateway, provider, sent } = watchGateway({
  ports: quoting.ports,
});

/** The whole text of the request, as somebody might quote it. */
let quoted = '';
let number = 7_000;
/** A request full of PHI, in its text and where it can't be seen in an answer. */
const planted = (stream: boolean) => {
  number += 1;
  const canaries = everyCanary(number);
  quoted = sentencesOf(canaries);
  quoting.quote(quoted);
  const body = {
    model: 'gpt-5.4-mini',
    stream,
    messages: [{ role: 'user', content: quoted }],
    metadata: { note: quoted },
    invented: [quoted],
  };
  return { canaries, body };
};

const ways = [false, true] as const;
const mode = (stream: boolean): string => (stream ? 'streamed' : 'plain');

describe('a dependency that fails and quotes the request', () => {
  const dependencies = [
    'authenticator',
    'keys',
    'detector',
    'vault',
    'audit',
    'audit at the close',
    'provider',
  ] as const;
  for (const name of dependencies) {
    for (const stream of ways) {
      it(`${name}, ${mode(stream)}: nothing of it is said, logged or stored`, async () => {
        provider((reply) => (stream ? reply.sse(...textStream('Yes.')) : reply.json(200, JSON.parse(plain))));
        const { canaries, body } = planted(stream);
        const answer = await quoting.failing(name, () => ask(body));
        if (answer.status === 200) expect(readStreamedLanes(answer.body).error).toBeDefined();
        else expect(JSON.parse(answer.body)).toMatchObject({ error: { code: expect.any(String) as string } });
        expectNotSent(canaries, answerText(answer));
      });
    }
  }
  const plain = JSON.stringify({
    choices: [{ index: 0, message: { content: 'Yes.' }, finish_reason: 'stop' }],
  });
});

type Reply = Parameters<Respond>[0];

/** What a provider may do wrong. It quotes what it never got, to be sure that nothing of it is passed on. */
const WRONGS: Readonly<Record<string, (reply: Reply, error: string) => void>> = {
  ...Object.fromEntries(
    [307, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 529].map((status) => [
      `status ${status}`,
      (reply: Reply, error: string) => {
        const header = encodeURIComponent(quoted);
        reply.head(status, {
          'content-type': 'application/json',
          'retry-after': header,
          'x-ratelimit-reset-tokens': header,
          'openai-version': header,
          'x-request-id': header,
          location: `/${header}`,
        });
        reply.end(error);
      },
    ]),
  ),
  'a page': (reply) => {
    reply.head(200, { 'content-type': 'text/html' });
    reply.end(quoted);
  },
  'no JSON': (reply) => reply.end(`${quoted}\n\n`),
  'an error with status 200': (reply, error) => reply.end(`data: ${error}\n\n`),
  'choices of another kind': (reply) => reply.sse(JSON.stringify({ choices: [quoted], note: quoted })),
  'a reset connection': (reply) => reply.reset(),
};

/** What may go wrong when a part of the answer has gone to the client. */
const BREAKS: Readonly<Record<string, (reply: Reply, error: string) => void>> = {
  'a reset connection': (reply) => reply.reset(),
  'an end': (reply) => reply.end(),
  garbage: (reply) => reply.end(`data: ${quoted}\n\n`),
  'half an event': (reply) => reply.end(`data: {"choices":[{"delta":{"content":"${quoted}`),
  'an error': (reply, error) => reply.end(`event: error\ndata: ${error}\n\n`),
  'a comment and a name': (reply) => reply.end(`: ${quoted}\nevent: ${quoted}\nid: ${quoted}\n\n`),
  'an object of another kind': (reply) => reply.end(`data: ${JSON.stringify({ note: quoted })}\n\n`),
};

const errorText = (): string =>
  JSON.stringify(providerError(quoted, { param: quoted, code: quoted, type: quoted }));

describe('a provider that quotes the request', () => {
  for (const [name, wrong] of Object.entries(WRONGS)) {
    for (const stream of ways) {
      it(`in ${name}, ${mode(stream)}: nothing of it is said, logged or stored`, async () => {
        const { canaries, body } = planted(stream);
        provider((reply) => wrong(reply, errorText()));
        const answer = await ask(body);
        expect(answer.status === 200 ? readStreamedLanes(answer.body).error : answer.status).toBeTruthy();
        expectNotSent(canaries, answerText(answer));
        expect(sent().length).toBeGreaterThan(0);
      });
    }
  }

  for (const [name, goOn] of Object.entries(BREAKS)) {
    it(`in ${name}, in the middle of a stream: nothing of it is said, logged or stored`, async () => {
      const { canaries, body } = planted(true);
      provider(async (reply) => {
        reply.head(200, { 'content-type': 'text/event-stream' });
        await reply.write(event(roleDelta()) + event(delta({ content: 'Yes' })));
        goOn(reply, errorText());
      });
      const answer = await ask(body);
      expect(readStreamedLanes(answer.body)).toMatchObject({
        done: false,
        error: { code: 'provider_error' },
      });
      expectNotSent(canaries, answerText(answer));
    });
  }
});

describe('a client that goes away', () => {
  for (const stream of ways) {
    it(`${mode(stream)}: leaves nothing behind`, async () => {
      const { canaries, body } = planted(stream);
      const gone = Promise.withResolvers<undefined>();
      const client = new AbortController();
      provider(async (reply, request) => {
        const content = String(sentBody(request).messages.at(-1)!.content);
        reply.head(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
        await reply.write(stream ? event(delta({ role: 'assistant', content })) : '{"choices":[');
        if (!stream) client.abort();
        await reply.closed;
        gone.resolve(undefined);
      });
      const asked = fetch(`${gateway().baseURL}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway().key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: client.signal,
      });
      if (stream) {
        const reader = (await asked).body!.getReader();
        await reader.read();
        client.abort();
      } else {
        await expect(asked).rejects.toThrow('aborted');
      }
      await gone.promise;
      expectNotSent(canaries);
    });
  }
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
