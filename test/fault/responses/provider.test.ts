import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../support/client-error.ts';
import { TELLTALE } from '../../support/faults.ts';
import { serveFaultyGateway } from '../../support/faulty-gateway.ts';
import { providerError } from '../../support/openai-wire.ts';
import { type ReadStream, readResponseStream } from '../../support/read-response-stream.ts';
import {
  functionCall,
  message,
  reasoning,
  respondWith,
  response,
  responseEvents,
  responseFrame,
  text,
  tokensAsked,
} from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';

const rig = serveFaultyGateway();
const { parts } = rig;

const MODEL = 'gpt-5.4-mini';
const QUESTION = 'Mr. Desmond Quennelworth, MRN: 48237461, is ill.';
const SSE = { 'content-type': 'text/event-stream' };
const SECRETS = /Quillfeather|Quennelworth|48237461/;

const post = (body: object): Promise<Response> =>
  rig.post({ input: QUESTION, ...body }, undefined, '/responses');

type Fields = Readonly<Record<string, unknown>>;

const parsed = (data: string): Fields => JSON.parse(data) as Fields;

/** An answer with something of everything, about the person of the question. */
const itemsAbout = (name: string): Fields[] => [
  reasoning('rs_1', `Who is ${name}?`),
  message('msg_1', text(`It is ${name}, who is ill.`)),
  functionCall('fc_1', 'call_1', 'find', `{"name":"${name}"}`),
];

const eventsAbout = (request: { readonly body: string }, cut = 9): string[] =>
  responseEvents(response(itemsAbout(tokensAsked(request)[0]!)), cut);

const answering: Respond = (reply, request) => {
  respondWith(reply, request, response(itemsAbout(tokensAsked(request)[0]!)));
};

/** Streams what becomes of the events of a good answer. */
const streaming =
  (change: (events: string[]) => readonly string[]): Respond =>
  (reply, request) => {
    reply.head(200, SSE);
    reply.end(change(eventsAbout(request)).map(responseFrame).join(''));
  };

const records = (): number =>
  [...parts.stateTable.rows.values()].filter(({ sort }) => sort === 'record').length;

const expectScrubbed = (): void => {
  expect(JSON.stringify(rig.sent())).not.toMatch(/Quennelworth|48237461/);
  expect(JSON.stringify(rig.gateway().logged)).not.toMatch(SECRETS);
};

/** The stream ends as failed, and nobody takes it for whole: neither the reader nor the official client. */
const expectFailed = async (http: Response): Promise<ReadStream> => {
  const body = await http.text();
  expect(http.status).toBe(200);
  expect(body).not.toMatch(/Quillfeather/);
  const read = readResponseStream(body);
  expect(read.error).toMatchObject({ code: 'provider_error' });
  expect(read.types).not.toContain('response.completed');
  if (read.types.length > 1) expect(read.types.slice(-2)).toEqual(['error', 'response.failed']);
  return read;
};

interface Refused {
  readonly respond: Respond;
  readonly status: number;
  readonly code: string;
  readonly failure: string;
}

/** The provider's own words, which nobody may pass on. */
const quoting = providerError(`Your patient ${TELLTALE} is not valid`, { param: TELLTALE });

const refusal =
  (status: number): Respond =>
  (reply) =>
    reply.json(status, quoting, { 'retry-after': TELLTALE, 'x-note': TELLTALE });
const unavailable = { status: 503, code: 'provider_unavailable' };
const wrong = { status: 502, code: 'provider_error', failure: 'provider_failed' };

const BOTH: Readonly<Record<string, Refused>> = {
  'a refusal that quotes the request': {
    ...{ respond: refusal(400), status: 400, code: 'bad_request', failure: 'refused_by_provider' },
  },
  'a key that it does not take': { respond: refusal(401), ...wrong },
  throttling: { respond: refusal(429), status: 429, code: 'rate_limited', failure: 'provider_rate_limit' },
  'an error': { respond: refusal(500), ...wrong },
  overload: { respond: refusal(503), ...unavailable, failure: 'provider_down' },
  'a redirect': { respond: refusal(307), ...wrong },
  'a reset connection': { respond: (reply) => reply.reset(), ...unavailable, failure: 'provider_down' },
  silence: { respond: () => undefined, ...unavailable, failure: 'provider_silent' },
  'a page of HTML': {
    ...wrong,
    respond: (reply) => {
      reply.head(200, { 'content-type': 'text/html' });
      reply.end(`<html>${TELLTALE}</html>`);
    },
  },
};

/** Deeper than a function can go that calls itself. */
const DEEP = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

const PLAIN: Readonly<Record<string, Refused>> = {
  'no JSON': { respond: (reply) => reply.end(`{"output": ${TELLTALE}`), ...wrong },
  'a list': { respond: (reply) => reply.json(200, [TELLTALE]), ...wrong },
  'an error with status 200': { respond: (reply) => reply.json(200, quoting), ...wrong },
  'no output': { respond: (reply) => reply.json(200, { object: 'response', note: TELLTALE }), ...wrong },
  'more levels than anybody could walk': {
    respond: (reply) => reply.end(`{"object":"response","output":[{"type":"message","content":${DEEP}}]}`),
    ...wrong,
  },
  'output that is none': { respond: (reply) => reply.json(200, { output: TELLTALE }), ...wrong },
};

const STREAMED: Readonly<Record<string, Refused>> = {
  'JSON instead of events': { respond: (reply) => reply.json(200, response(itemsAbout('x'))), ...wrong },
};

describe.each([false, true])('a provider that does not answer, stream: %s', (stream) => {
  const cases = { ...BOTH, ...(stream ? STREAMED : PLAIN) };
  it.each(Object.entries(cases))('%s', async (_, { respond, failure, status, code }) => {
    await rig.begin(respond);
    const stored = records();
    const http = await post({ stream });
    const body = await http.text();
    expect(body).not.toMatch(SECRETS);
    expect({ status: http.status, ...(JSON.parse(body) as object) }).toMatchObject({
      status,
      error: { code },
    });
    expect(rig.events()).toMatchObject([
      { kind: 'opened' },
      { kind: 'closed', outcome: 'provider_failed', failure },
    ]);
    expect(records()).toBe(stored);
    expectScrubbed();
  });

  it('whose key can’t be had: it is not called', async () => {
    for (const way of ['error', 'hang'] as const) {
      await rig.begin(answering);
      parts.secrets.always(way);
      const http = await post({ stream });
      expect(http.status).toBe(503);
      expect(await http.json()).toMatchObject({ error: { code: 'provider_unavailable' } });
      expect(rig.sent()).toEqual([]);
      parts.secrets.always(undefined);
    }
  });
});

describe('a stream that is cut', () => {
  it('behind any of its events: what came is restored, then it fails, and nothing is stored', async () => {
    let count = Number.POSITIVE_INFINITY;
    for (let at = 1; at < count; at += 1) {
      await rig.begin((reply, request) => {
        const events = eventsAbout(request);
        count = events.length;
        reply.head(200, SSE);
        reply.end(events.slice(0, at).map(responseFrame).join(''));
      });
      const stored = records();
      const { text: said, ending } = await expectFailed(await post({ stream: true }));
      expect('It is Mr. Desmond Quennelworth, who is ill.'.replace('Mr. ', '').startsWith(said)).toBe(true);
      expect(ending).toMatchObject({
        ...{ id: expect.stringMatching(/^resp_[0-9a-f]{32}$/) as string, status: 'failed', store: true },
        error: { code: 'server_error' },
      });
      expect(records()).toBe(stored);
    }
    expect(count).toBeGreaterThan(20);
    expect(rig.events()).toMatchObject([{}, { outcome: 'provider_failed', failure: 'provider_cut' }]);
    expectScrubbed();
  });

  it.each([0.2, 0.5, 0.9, 0.999])('in the middle of an event, after %f of its bytes', async (share) => {
    await rig.begin((reply, request) => {
      const bytes = Buffer.from(eventsAbout(request).map(responseFrame).join(''));
      reply.head(200, SSE);
      reply.end(bytes.subarray(0, Math.floor(bytes.length * share) - 5));
    });
    await expectFailed(await post({ stream: true }));
    expect(rig.events()).toMatchObject([{}, { outcome: 'provider_failed', failure: 'provider_cut' }]);
  });

  it.each<[string, (reply: Parameters<Respond>[0]) => void]>([
    ['by a reset', (reply) => reply.reset()],
    ['by silence', () => undefined],
  ])('%s', async (_, then) => {
    await rig.begin(async (reply, request) => {
      reply.head(200, SSE);
      await reply.write(eventsAbout(request).slice(0, 8).map(responseFrame).join(''));
      then(reply);
    });
    await expectFailed(await post({ stream: true }));
    expect(rig.events()).toMatchObject([{}, { outcome: 'provider_failed', failure: 'provider_cut' }]);
  });

  it('before its first event', async () => {
    await rig.begin((reply) => {
      reply.head(200, SSE);
      reply.end(': hello\n\n');
    });
    const http = await post({ stream: true });
    expect([200, 502]).toContain(http.status);
    expect(await http.text()).toContain('"code":"provider_error"');
  });

  it('leaves a conversation as it was', async () => {
    await rig.begin(streaming((events) => events.slice(0, -1)));
    const { conversations } = rig.openai();
    const { id } = await conversations.create();
    await expectFailed(await post({ stream: true, conversation: id }));
    expect((await conversations.items.list(id)).data).toEqual([]);
  });
});

/** The events up to the first of the message's text. */
const begun = (events: readonly string[]): string[] =>
  events.slice(0, events.findIndex((data) => data.includes('output_text.delta')) + 1);

const inserted =
  (...data: readonly string[]) =>
  (events: string[]): string[] => [...begun(events), ...data, ...events.slice(begun(events).length)];

const nested = {
  type: 'error',
  sequence_number: 9,
  error: { type: 'server_error', code: 'x', message: TELLTALE, param: TELLTALE },
};
const flat = { type: 'error', sequence_number: 9, code: 'x', message: TELLTALE, param: TELLTALE };

describe('a stream that goes wrong', () => {
  it.each<[string, Respond, string]>([
    ['an error, nested as OpenAI sends it', streaming(inserted(JSON.stringify(nested))), 'provider_failed'],
    ['an error, flat as it is documented', streaming(inserted(JSON.stringify(flat))), 'provider_failed'],
    ['an error as chat has it', streaming(inserted(JSON.stringify(quoting))), 'provider_failed'],
    ['an error without a type', streaming(inserted(JSON.stringify({ error: TELLTALE }))), 'provider_failed'],
    [
      'a response that is none',
      streaming(inserted(JSON.stringify({ type: 'response.in_progress', response: TELLTALE }))),
      'provider_failed',
    ],
    ['JSON that is no event', streaming(inserted(JSON.stringify([TELLTALE]))), 'provider_failed'],
    [
      'an end without a response',
      streaming((events) => [...events.slice(0, -1), '{"type":"response.completed"}']),
      'provider_failed',
    ],
    [
      'an end without an output',
      streaming((events) => [
        ...events.slice(0, -1),
        JSON.stringify({ type: 'response.completed', response: { id: 'resp_1', status: 'completed' } }),
      ]),
      'provider_failed',
    ],
    [
      'an event with more levels than anybody could walk',
      streaming(inserted(`{"type":"response.hologram.done","image":${DEEP}}`)),
      'provider_failed',
    ],
    [
      'garbage',
      (reply, request) => {
        const frames = eventsAbout(request).map(responseFrame);
        reply.head(200, SSE);
        reply.end([...frames.slice(0, 9), `data: ${TELLTALE}\n\n`, ...frames.slice(9)].join(''));
      },
      'provider_cut',
    ],
    [
      'bytes that are no text',
      (reply, request) => {
        const frames = eventsAbout(request).map(responseFrame);
        reply.head(200, SSE);
        reply.end(
          Buffer.concat([Buffer.from(frames.slice(0, 9).join('')), Buffer.from([0xff, 0xfe, 0x0a, 0x0a])]),
        );
      },
      'provider_failed',
    ],
    [
      'the end as chat marks it, and no other',
      (reply, request) => {
        const frames = eventsAbout(request).slice(0, -1).map(responseFrame);
        reply.head(200, SSE);
        reply.end(`${frames.join('')}data: [DONE]\n\n`);
      },
      'provider_cut',
    ],
  ])('%s: an error event, and no end', async (_, respond, failure) => {
    await rig.begin(respond);
    const stored = records();
    const http = await post({ stream: true });
    const { text: said } = await expectFailed(http);
    expect('It is Desmond Quennelworth, who is ill.'.startsWith(said)).toBe(true);
    expect(rig.events()).toMatchObject([{}, { kind: 'closed', outcome: 'provider_failed', failure }]);
    expect(records()).toBe(stored);
    expectScrubbed();
  });
});

describe('the official client', () => {
  const ask = { model: MODEL, input: QUESTION };

  it.each<[string, Respond]>([
    ['is cut', streaming(begun)],
    ['has an error in it', streaming(inserted(JSON.stringify(nested)))],
    ['has a chat error in it', streaming(inserted(JSON.stringify(quoting)))],
  ])('throws when a stream %s, in a loop and in its helper', async (_, respond) => {
    await rig.begin(respond);
    let said = '';
    const looped = async (): Promise<void> => {
      for await (const event of await rig.openai().responses.create({ ...ask, stream: true })) {
        if (event.type === 'response.output_text.delta') said += event.delta;
      }
    };
    const error = await errorOf(looped());
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ code: 'provider_error', type: 'bad_gateway' });
    expect(said.length).toBeGreaterThan(0);
    const helped = await errorOf(rig.openai().responses.stream(ask).finalResponse());
    expect(helped).toBeInstanceOf(OpenAI.APIError);
    expect(helped).toMatchObject({ code: 'provider_error' });
    expect((helped as Error).message).not.toMatch(SECRETS);
  });
});

/** What the client makes of an answer whose events are odd but whole. */
const wholeOf = async (respond: Respond): Promise<ReadStream> => {
  await rig.begin(respond);
  const stored = records();
  const body = await (await post({ stream: true })).text();
  const read = readResponseStream(body);
  expect(read.error).toBeUndefined();
  expect(read.types.at(-1)).toBe('response.completed');
  expect(read.ending).toMatchObject({ status: 'completed' });
  expect(body).not.toMatch(/NAME_|ID_/);
  expect(rig.events()).toMatchObject([{}, { outcome: 'completed' }]);
  expect(records()).toBe(stored + 1);
  expectScrubbed();
  return read;
};

const SAID = 'It is Desmond Quennelworth, who is ill.';

describe('a stream that is odd, but whole', () => {
  const sorted = (change: (event: Fields, index: number) => readonly Fields[]): Respond =>
    streaming((events) =>
      events
        .map(parsed)
        .flatMap(change)
        .map((event) => JSON.stringify(event)),
    );

  it('a second end, and more behind the end: nobody sees it', async () => {
    const read = await wholeOf(
      streaming((events) => [...events, events.at(-1)!, ...events.slice(2, 9), JSON.stringify(nested)]),
    );
    expect(read.text).toBe(SAID);
    expect(read.types.filter((type) => type === 'response.completed')).toHaveLength(1);
  });

  it('an end, and then silence: the client isn’t kept waiting, and the provider is hung up on', async () => {
    const gone = Promise.withResolvers<undefined>();
    const read = await wholeOf(async (reply, request) => {
      reply.head(200, SSE);
      await reply.write(eventsAbout(request).map(responseFrame).join(''));
      await reply.closed;
      gone.resolve(undefined);
    });
    expect(read.text).toBe(SAID);
    await gone.promise;
  });

  it('events that nobody knows, with tokens in them: restored like the rest', async () => {
    const read = await wholeOf((reply, request) => {
      const [name = ''] = tokensAsked(request);
      const unknown = {
        type: 'response.hologram.done',
        item_id: 'h_1',
        image: [{ of: `${name} at home` }],
        n: 1,
      };
      reply.head(200, SSE);
      reply.end(inserted(JSON.stringify(unknown))(eventsAbout(request)).map(responseFrame).join(''));
    });
    const at = read.types.indexOf('response.hologram.done');
    expect(read.events[at]).toEqual({
      ...{ type: 'response.hologram.done', item_id: 'h_1', n: 1, sequence_number: at },
      image: [{ of: 'Desmond Quennelworth at home' }],
    });
  });

  it('signs of life: typed, as comments, as empty data', async () => {
    const read = await wholeOf((reply, request) => {
      const alive = 'event: keepalive\ndata: {"type":"keepalive","sequence_number":3}\n\n';
      const frames = eventsAbout(request).flatMap((data) => [
        responseFrame(data),
        alive,
        ': ping\n\n',
        ':\n\n\n',
      ]);
      reply.head(200, SSE);
      reply.end(frames.join(''));
    });
    expect(read.text).toBe(SAID);
    expect(read.types).not.toContain('keepalive');
  });

  it('no event lines, numbers that jump, and a token in every field of the frame', async () => {
    const read = await wholeOf((reply, request) => {
      const events = eventsAbout(request).map((data, index) =>
        JSON.stringify({ ...parsed(data), sequence_number: 7 * index }),
      );
      reply.sse(...events);
    });
    expect(read.text).toBe(SAID);
  });

  it('deltas of a message that was never added: nothing is lost', async () => {
    const read = await wholeOf(
      sorted((event) =>
        ['response.output_item.added', 'response.content_part.added'].includes(String(event['type'])) &&
        event['output_index'] === 1
          ? []
          : [event],
      ),
    );
    expect(read.text).toBe(SAID);
  });

  it('item ids that are others than those of the items, or none at all', async () => {
    const strange = await wholeOf(
      sorted((event) => [event['item_id'] === 'msg_1' ? { ...event, item_id: 'msg_other' } : event]),
    );
    expect(strange.text).toBe(SAID);
    const none = await wholeOf(sorted(({ item_id: _, ...event }) => [event]));
    expect(none.text).toBe(SAID);
  });

  it('events out of order: parts before their items, and the end of one text before another begins', async () => {
    const read = await wholeOf(
      streaming((events) => {
        const rest = events.slice(2, -1);
        const lanes = [1, 0, 2].flatMap((lane) =>
          rest.filter((data) => parsed(data)['output_index'] === lane),
        );
        return [...events.slice(0, 2), ...lanes, events.at(-1)!];
      }),
    );
    expect(read.text).toBe(SAID);
    expect(read.ending?.['output']).toMatchObject([{ id: 'rs_1' }, { id: 'msg_1' }, { id: 'fc_1' }]);
  });

  it('a repeated text that differs from its deltas: each is restored for itself', async () => {
    await rig.begin((reply, request) => {
      const [name = ''] = tokensAsked(request);
      const events = eventsAbout(request).map(parsed);
      const other = `In truth it is ${name}!`;
      const changed = events.map((event) =>
        event['type'] === 'response.output_text.done' ? { ...event, text: other } : event,
      );
      reply.head(200, SSE);
      reply.end(changed.map((event) => responseFrame(JSON.stringify(event))).join(''));
    });
    const read = readResponseStream(await (await post({ stream: true })).text());
    expect(read.text).toBe(SAID);
    const done = read.events.find(({ type }) => type === 'response.output_text.done');
    expect(done).toMatchObject({ text: 'In truth it is Desmond Quennelworth!' });
  });

  it('a token that no event completes: it comes out before the text ends', async () => {
    await rig.begin((reply, request) => {
      const [name = ''] = tokensAsked(request);
      const half = `It is ${name.slice(0, 8)}`;
      const whole = response([message('msg_1', text(half))]);
      reply.sse(...responseEvents(whole, 3));
    });
    const read = readResponseStream(await (await post({ stream: true })).text());
    expect(read.text).toMatch(/^It is NAME_\w{3}$/);
    const last = read.types.lastIndexOf('response.output_text.delta');
    expect(last).toBeLessThan(read.types.indexOf('response.output_text.done'));
  });

  it('characters split between reads, in texts and in tokens', async () => {
    const read = await wholeOf(async (reply, request) => {
      const [name = ''] = tokensAsked(request);
      const events = responseEvents(response([message('msg_1', text(`🏥 ${name} é ${name} 漢`))]), 1_000);
      reply.head(200, SSE);
      for (const byte of Buffer.from(events.map(responseFrame).join(''))) await reply.write(Buffer.of(byte));
      reply.end();
    });
    expect(read.text).toBe('🏥 Desmond Quennelworth é Desmond Quennelworth 漢');
  });

  it('a response that says in the middle that it goes on', async () => {
    const read = await wholeOf(
      streaming((events) => [...events.slice(0, 9), events[1]!, ...events.slice(9)]),
    );
    expect(read.text).toBe(SAID);
    const lives = read.events.flatMap(({ response: one }) => (one === undefined ? [] : [one as Fields]));
    expect(new Set(lives.map(({ id }) => id)).size).toBe(1);
  });
});
