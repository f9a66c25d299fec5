import { describe, expect, it } from 'vitest';
import { type Canary, everyCanary, sentencesOf } from '../../support/canaries.ts';
import { chatOnlyAsWell } from '../../support/gateway.ts';
import { providerError } from '../../support/openai-wire.ts';
import { createQuotingPorts } from '../../support/quoting-ports.ts';
import {
  answering,
  message,
  respondWith,
  response,
  responseEvents,
  text,
} from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';
import { eventsIn } from '../../support/streamed-response.ts';
import { type Answer, answerText, watchGateway } from '../../support/watched-gateway.ts';

const quoting = createQuotingPorts();

const { askResponse, call, expectNotSent, expectNoTrace, gateway, provider, sent } = watchGateway({
  catalogue: chatOnlyAsWell,
  ports: quoting.ports,
});

let number = 19_000;
/** A request full of PHI, in its text and where it can't be seen in an answer. */
const planted = (more: object) => {
  number += 1;
  const canaries = everyCanary(number);
  const said = sentencesOf(canaries);
  quoting.quote(said);
  const item = {
    type: 'function_call',
    call_id: 'call_1',
    name: 'note',
    arguments: JSON.stringify({ said }),
  };
  const body = {
    model: 'gpt-5.4-mini',
    input: [{ role: 'user', content: said }, item],
    invented: [said],
    ...more,
  };
  return { canaries, said, body };
};

const ways = [false, true] as const;
const mode = (stream: boolean): string => (stream ? 'streamed' : 'plain');

/** An error, or events that end in one; none of it says anything of the request. */
const expectFailed = (answer: Answer, canaries: readonly Canary[]): void => {
  const { status, body } = answer;
  expectNotSent(canaries, answerText(answer));
  if (status !== 200) {
    expect(JSON.parse(body)).toMatchObject({ error: { code: expect.any(String) as string } });
    return;
  }
  const types = eventsIn(body).map(({ type }) => type);
  expect(types).toContain('error');
  // What never began can't be told to have failed.
  expect(types.at(-1)).toBe(types.includes('response.created') ? 'response.failed' : 'error');
};

describe('a dependency that fails and quotes the request', () => {
  const names = [
    'authenticator',
    'keys',
    'detector',
    'vault',
    'audit',
    'audit at the close',
    'provider',
  ] as const;
  for (const name of [...names, 'state.responses.keep'] as const) {
    for (const stream of ways) {
      it(`${name}, ${mode(stream)}: nothing of it is said, logged or stored`, async () => {
        provider(answering(() => 'Yes.'));
        const { canaries, body } = planted({ stream });
        const answer = await quoting.failing(name, () => askResponse(body));
        expectFailed(answer, canaries);
      });
    }
  }

  const later = ['state.responses.chain', 'recall', 'vault', 'detector'] as const;
  for (const name of later) {
    it(`${name}, in a later turn: nothing of either is said, logged or stored`, async () => {
      provider(answering(() => 'Yes.'));
      const first = planted({});
      const { id } = JSON.parse((await askResponse(first.body)).body) as { id: string };
      const { canaries, body } = planted({ previous_response_id: id });
      quoting.quote(`${first.said} ${JSON.stringify(body)}`);
      expectFailed(await quoting.failing(name, () => askResponse(body)), [...first.canaries, ...canaries]);
    });
  }

  /** Calls of stored state, by what fails in them. */
  const STATE: readonly (readonly [
    name: Parameters<typeof quoting.failing>[0],
    method: string,
    path: string,
  ])[] = [
    ['state.responses.find', 'GET', '/responses/{response}'],
    ['state.responses.find', 'GET', '/responses/{response}/input_items'],
    ['recall', 'GET', '/responses/{response}'],
    ['audit', 'GET', '/responses/{response}'],
    ['state.responses.delete', 'DELETE', '/responses/{response}'],
    ['state.conversations.put', 'POST', '/conversations'],
    ['state.conversations.find', 'GET', '/conversations/{conversation}'],
    ['state.conversations.update', 'POST', '/conversations/{conversation}'],
    ['state.conversations.append', 'POST', '/conversations/{conversation}/items'],
    ['state.conversations.items', 'GET', '/conversations/{conversation}/items'],
    ['vault', 'POST', '/conversations/{conversation}/items'],
    ['detector', 'POST', '/conversations'],
    ['keys', 'POST', '/conversations'],
    ['audit', 'POST', '/conversations/{conversation}'],
    ['state.conversations.delete', 'DELETE', '/conversations/{conversation}'],
  ];
  for (const [name, method, path] of STATE) {
    it(`${name}, ${method} ${path}: nothing of it is said, logged or stored`, async () => {
      provider(answering(() => 'Yes.'));
      const { canaries, said, body } = planted({});
      const response_ = JSON.parse((await askResponse(body)).body) as { id: string };
      const items = [{ role: 'user', content: said }];
      const metadata = { note: said.slice(0, 500) };
      const made = JSON.parse((await call('POST', '/conversations', { items, metadata })).body) as {
        id: string;
      };
      const at = path.replace('{response}', response_.id).replace('{conversation}', made.id);
      const own = path.endsWith('/items')
        ? { items }
        : path === '/conversations'
          ? { items, metadata }
          : { metadata };
      const answer = await quoting.failing(name, () => call(method, at, method === 'POST' ? own : undefined));
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expectFailed(answer, canaries);
    });
  }
});

type Reply = Parameters<Respond>[0];

/** What a provider may do wrong. It quotes what it never got, to be sure that nothing of it is passed on. */
const WRONGS: Readonly<Record<string, (reply: Reply, said: string, error: string) => void>> = {
  ...Object.fromEntries(
    [307, 400, 401, 404, 409, 413, 422, 429, 500, 503, 529].map((status) => [
      `status ${status}`,
      (reply: Reply, said: string, error: string) => {
        const header = encodeURIComponent(said);
        reply.head(status, {
          'content-type': 'application/json',
          'retry-after': header,
          'openai-version': header,
          'x-request-id': header,
          location: `/${header}`,
        });
        reply.end(error);
      },
    ]),
  ),
  'a page': (reply, said) => {
    reply.head(200, { 'content-type': 'text/html' });
    reply.end(said);
  },
  'no JSON': (reply, said) => reply.end(`${said}\n\n`),
  'an error with status 200': (reply, _, error) => reply.end(`data: ${error}\n\n`),
  'an object of another kind': (reply, said) => reply.sse(JSON.stringify({ object: said, output: [said] })),
  'a reset connection': (reply) => reply.reset(),
};

/** What may go wrong when a part of the answer has gone to the client. */
const BREAKS: Readonly<Record<string, (reply: Reply, said: string, error: string) => void>> = {
  'a reset connection': (reply) => reply.reset(),
  'an end': (reply) => reply.end(),
  garbage: (reply, said) => reply.end(`data: ${said}\n\n`),
  'half an event': (reply, said) =>
    reply.end(`data: {"type":"response.output_text.delta","output_index":0,"delta":"${said}`),
  'an error': (reply, _, error) => reply.end(`event: error\ndata: ${error}\n\n`),
  'a flat error': (reply, said) =>
    reply.end(`data: ${JSON.stringify({ type: 'error', code: said, message: said, param: said })}\n\n`),
  'a comment and a name': (reply, said) => reply.end(`: ${said}\nevent: ${said}\nid: ${said}\n\n`),
};

const errorText = (said: string): string =>
  JSON.stringify({ type: 'error', ...providerError(said, { param: said, code: said, type: said }) });

describe('a provider that quotes the request', () => {
  for (const [name, wrong] of Object.entries(WRONGS)) {
    for (const [index, stream] of ways.entries()) {
      it(`in ${name}, ${mode(stream)}: nothing of it is said, logged or stored`, async () => {
        for (const model of ['gpt-5.4-mini', 'chat-only-model'].slice(0, 2 - index)) {
          const { canaries, said, body } = planted({ stream, model });
          provider((reply) => wrong(reply, said, errorText(said)));
          const answer = await askResponse(body);
          expect(sent().length).toBeGreaterThan(0);
          expectFailed(answer, canaries);
        }
      });
    }
  }

  for (const stream of ways) {
    it(`in a response that failed, ${mode(stream)}: what it was sent is not said in clear`, async () => {
      const { canaries, body } = planted({ stream });
      provider((reply, request) => {
        const error = { code: request.body, message: request.body, param: request.body };
        respondWith(reply, request, response([], { status: 'failed', error }));
      });
      const answer = await askResponse(body);
      const ended = stream ? eventsIn(answer.body).at(-1)!['response'] : (JSON.parse(answer.body) as unknown);
      expect(ended).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
      const again = await call('GET', `/responses/${(ended as { id: string }).id}`);
      expect(again.status).toBe(200);
      expectNotSent(canaries, [answer, again].flatMap(answerText));
    });
  }

  const begun = responseEvents(response([message('msg_1', text('Yes, it is.'))])).slice(0, 6);
  for (const [name, goOn] of Object.entries(BREAKS)) {
    it(`in ${name}, in the middle of a stream: nothing of it is said, logged or stored`, async () => {
      const { canaries, said, body } = planted({ stream: true });
      provider(async (reply) => {
        reply.head(200, { 'content-type': 'text/event-stream' });
        await reply.write(begun.map((data) => `data: ${data}\n\n`).join(''));
        goOn(reply, said, errorText(said));
      });
      expectFailed(await askResponse(body), canaries);
    });
  }
});

describe('a client that goes away', () => {
  for (const stream of ways) {
    it(`${mode(stream)}: leaves nothing behind`, async () => {
      const { canaries, body } = planted({ stream });
      const gone = Promise.withResolvers<undefined>();
      const client = new AbortController();
      provider(async (reply) => {
        reply.head(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
        const [first = ''] = responseEvents(response([]));
        await reply.write(stream ? `data: ${first}\n\n` : '{"output":[');
        if (!stream) client.abort();
        await reply.closed;
        gone.resolve(undefined);
      });
      const asked = fetch(`${gateway().baseURL}/responses`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway().key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: client.signal,
      });
      if (stream) {
        await (await asked).body!.getReader().read();
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
