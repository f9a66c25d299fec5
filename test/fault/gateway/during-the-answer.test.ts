import { describe, expect, it } from 'vitest';
import { type Fault, TELLTALE } from '../../support/faults.ts';
import { serveFaultyGateway } from '../../support/faulty-gateway.ts';
import {
  chunk,
  completion,
  DONE,
  delta,
  event,
  finish,
  providerError,
  roleDelta,
  saying,
  sentBody,
  textStream,
} from '../../support/openai-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';
import { readStreamedLanes } from '../../support/streamed-lanes.ts';

/** The vault's writes, held back until the test lets them go or fail. */
let held: Promise<unknown> = Promise.resolve();

const rig = serveFaultyGateway((ports) => ({
  ...ports,
  vault: {
    keep: async (...given) => {
      await held;
      return await ports.vault.keep(...given);
    },
  },
}));
const { parts } = rig;

const answering: Respond = (reply, request) => {
  if (sentBody(request)['stream'] === true) reply.sse(...textStream('Yes, ', 'it is.'));
  else reply.json(200, completion([saying('Yes, it is.')]));
};

const body = (stream: boolean): object => ({
  stream,
  messages: [{ role: 'user', content: 'Mr. Desmond Quennelworth, MRN: 48237461, is ill.' }],
});

interface Failed {
  readonly status: number;
  readonly code: string;
}

/** What a client learns of a failure: by status and body, or by the last event of a stream that had begun. */
const failureOf = async (response: Response): Promise<Failed> => {
  const text = await response.text();
  expect(`${text}${JSON.stringify([...response.headers])}`).not.toMatch(/Quillfeather|Quennelworth|48237461/);
  if (response.status === 200) {
    const { done, error } = readStreamedLanes(text);
    expect(done).toBe(false);
    expect(text.trimEnd().split('\n\n').at(-1)).toMatch(/^data: \{"error":\{"message":/);
    return { status: 200, code: error?.code ?? '' };
  }
  const { error } = JSON.parse(text) as { error: Record<string, unknown> };
  expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
  if (response.status === 503) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  return { status: response.status, code: String(error['code']) };
};

/** The records of the exchange: opened once, closed once. */
const expectClosed = (ending: object): void => {
  expect(rig.events()).toMatchObject([{ kind: 'opened' }, { kind: 'closed', ...ending }]);
};

const expectScrubbed = (): void => {
  expect(JSON.stringify(rig.sent())).not.toMatch(/Quennelworth|48237461/);
  expect(JSON.stringify(rig.gateway().logged)).not.toMatch(/Quillfeather|Quennelworth|48237461/);
};

/** A later request works, with everything on record. */
const expectWorking = async (respond = answering): Promise<void> => {
  rig.allWell();
  held = Promise.resolve();
  await rig.begin(respond);
  const response = await rig.post(body(true));
  expect(readStreamedLanes(await response.text())).toMatchObject({ done: true });
  // Before them may stand the end of the exchange before, whose writing was in doubt.
  expect(rig.events().slice(-2)).toMatchObject([
    { kind: 'opened' },
    { kind: 'closed', outcome: 'completed' },
  ]);
};

const WAYS: readonly Fault[] = ['error', 'hang', 'throttled'];

describe('the vault', () => {
  for (const stream of [false, true]) {
    for (const way of WAYS) {
      it(`${way}, ${stream ? 'streamed' : 'plain'}: the answer is not given as complete`, async () => {
        await rig.begin(answering);
        parts.vaultStore.faults.always(way);
        const failure = await failureOf(await rig.post(body(stream)));
        expect(failure.code).toBe('scrubbing_unavailable');
        if (!stream) expect(failure.status).toBe(503);
        expectClosed({ outcome: 'gateway_failed', failure: 'vault_failed' });
        expectScrubbed();
        await expectWorking();
      });

      it(`its key, ${way}, ${stream ? 'streamed' : 'plain'}: the answer is not given as complete`, async () => {
        await rig.begin(answering);
        // The names' key is made first, the vault's after it.
        parts.wrapper.faults.next('ok');
        parts.wrapper.faults.always(way);
        const failure = await failureOf(await rig.post(body(stream)));
        expect(failure.code).toBe('scrubbing_unavailable');
        expectClosed({
          outcome: 'gateway_failed',
          failure: expect.stringMatching(
            way === 'hang' ? /^(?:keys|vault)_failed$/ : /^keys_failed$/,
          ) as string,
        });
        await expectWorking();
      });
    }

    it(`failing while the provider thinks, ${stream ? 'streamed' : 'plain'}: ends the provider's call`, async () => {
      const gone = Promise.withResolvers<undefined>();
      await rig.begin(async (reply) => {
        await reply.closed;
        gone.resolve(undefined);
      });
      const vault = Promise.withResolvers<undefined>();
      held = vault.promise;
      const asked = rig.post(body(stream));
      await rig.gateway().provider.received(rig.gateway().provider.requests.length);
      vault.reject(new Error(TELLTALE));
      const failure = await failureOf(await asked);
      expect(failure.status).toBe(503);
      await gone.promise;
      expectClosed({ outcome: 'gateway_failed' });
      await expectWorking();
    });
  }

  it('failing in the middle of a stream: ends it with that failure, and the call with it', async () => {
    const gone = Promise.withResolvers<undefined>();
    await rig.begin(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write(event(roleDelta()) + event(delta({ content: 'Yes' })));
      await reply.closed;
      gone.resolve(undefined);
    });
    const vault = Promise.withResolvers<undefined>();
    held = vault.promise;
    const response = await rig.post(body(true));
    parts.vaultStore.faults.always('error');
    vault.resolve(undefined);
    expect(await failureOf(response)).toEqual({ status: 200, code: 'scrubbing_unavailable' });
    await gone.promise;
    expectClosed({ outcome: 'gateway_failed', failure: 'vault_failed' });
    await expectWorking();
  });

  it('slow but well: the text comes at once, the end after the values are durable', async () => {
    await rig.begin(answering);
    const vault = Promise.withResolvers<undefined>();
    held = vault.promise;
    const response = await rig.post(body(true));
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('it is.')) text += (await reader.read()).value ?? '';
    expect(text).not.toContain(DONE);
    expect(rig.events().map(({ kind }) => kind)).toEqual(['opened']);
    vault.resolve(undefined);
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += piece.value;
    expect(text.trimEnd().endsWith(`data: ${DONE}`)).toBe(true);
    expectClosed({ outcome: 'completed' });
    expect(parts.vaultStore.rows.size).toBeGreaterThan(0);
  });
});

describe('the audit, at the close', () => {
  for (const stream of [false, true]) {
    for (const way of [...WAYS, 'unreachable', 'refused'] as const) {
      it(`${way}, ${stream ? 'streamed' : 'plain'}: the answer is not given as complete`, async () => {
        await rig.begin(answering);
        parts.auditStore.faults.next('ok');
        parts.auditStore.faults.always(way);
        const failure = await failureOf(await rig.post(body(stream)));
        expect(failure).toEqual({ status: stream ? 200 : 503, code: 'audit_unavailable' });
        expect(rig.events()).toMatchObject([{ kind: 'opened' }]);
        const { requestId } = rig.events()[0]!;
        await expectWorking();
        // Where nobody could tell whether it was written, it is found or written before anything else.
        const inDoubt = way === 'error' || way === 'hang';
        expect(rig.everEvent(requestId).map(({ kind }) => kind)).toEqual(
          inDoubt ? ['opened', 'closed'] : ['opened'],
        );
      });
    }

    it(`a passing fault, ${stream ? 'streamed' : 'plain'}: nobody notices`, async () => {
      await rig.begin(answering);
      parts.auditStore.faults.next('ok', 'error');
      const text = await (await rig.post(body(stream))).text();
      expect(text).toContain(stream ? DONE : 'Yes, it is.');
      expectClosed({ outcome: 'completed' });
    });
  }
});

/** The provider's own words, which nobody may pass on. */
const quoting = JSON.stringify(providerError(`Your patient ${TELLTALE} is not valid`, { param: TELLTALE }));

interface Case {
  readonly respond: Respond;
  readonly status: number;
  readonly code: string;
  readonly failure: string;
}

const refusal =
  (status: number): Respond =>
  (reply) => {
    reply.head(status, { 'content-type': 'application/json', 'retry-after': TELLTALE, 'x-note': TELLTALE });
    reply.end(quoting);
  };
const page: Respond = (reply) => {
  reply.head(200, { 'content-type': 'text/html' });
  reply.end(`<html>${TELLTALE}</html>`);
};
const unavailable = { status: 503, code: 'provider_unavailable' };
const wrong = { status: 502, code: 'provider_error', failure: 'provider_failed' };

const BOTH: Readonly<Record<string, Case>> = {
  'a refusal that quotes the request': {
    respond: refusal(400),
    status: 400,
    code: 'bad_request',
    failure: 'refused_by_provider',
  },
  'a key that it does not take': { respond: refusal(401), ...wrong },
  throttling: { respond: refusal(429), status: 429, code: 'rate_limited', failure: 'provider_rate_limit' },
  'an error': { respond: refusal(500), ...wrong },
  overload: { respond: refusal(503), ...unavailable, failure: 'provider_down' },
  'a redirect': { respond: refusal(307), ...wrong },
  'a reset connection': { respond: (reply) => reply.reset(), ...unavailable, failure: 'provider_down' },
  silence: { respond: () => undefined, ...unavailable, failure: 'provider_silent' },
  'a page of HTML': { respond: page, ...wrong },
};

const PLAIN: Readonly<Record<string, Case>> = {
  'no JSON': { respond: (reply) => reply.end(`{"choices": ${TELLTALE}`), ...wrong },
  'a list': { respond: (reply) => reply.json(200, [TELLTALE]), ...wrong },
  'an error with status 200': { respond: (reply) => reply.json(200, JSON.parse(quoting)), ...wrong },
  'choices that are none': { respond: (reply) => reply.json(200, { choices: [TELLTALE] }), ...wrong },
};

/** Streams that go wrong after their first text. */
const goingOn =
  (then: (reply: Parameters<Respond>[0]) => void): Respond =>
  async (reply) => {
    reply.head(200, { 'content-type': 'text/event-stream' });
    await reply.write(event(roleDelta()) + event(delta({ content: 'Yes' })));
    then(reply);
  };

const cut = { failure: 'provider_cut' };
const bad = { failure: 'provider_failed' };
const STREAMED: Readonly<Record<string, { readonly respond: Respond; readonly failure: string }>> = {
  'a reset connection': { respond: goingOn((reply) => reply.reset()), ...cut },
  'an end without a finish': { respond: goingOn((reply) => reply.end()), ...cut },
  silence: { respond: goingOn(() => undefined), ...cut },
  garbage: { respond: goingOn((reply) => reply.end(`data: ${TELLTALE}\n\n`)), ...cut },
  'half an event': {
    respond: goingOn((reply) => reply.end(`data: {"choices":[{"delta":{"content":"${TELLTALE}`)),
    ...cut,
  },
  'an error that quotes the request': { respond: goingOn((reply) => reply.end(event(quoting))), ...bad },
  'choices that are none': {
    respond: goingOn((reply) => reply.end(event(JSON.stringify({ choices: [TELLTALE] })))),
    ...bad,
  },
  'bytes that are no text': {
    respond: goingOn((reply) => reply.end(Buffer.from([0xff, 0xfe, 0x0a]))),
    ...bad,
  },
  'a choice that never finishes': {
    respond: goingOn((reply) => reply.end(event(finish('stop', 0)) + event(delta({ content: 'x' }, 1)))),
    ...cut,
  },
};

describe('the provider', () => {
  for (const stream of [false, true]) {
    for (const [name, { respond, failure, ...expected }] of Object.entries({
      ...BOTH,
      ...(stream ? {} : PLAIN),
    })) {
      it(`${name}, ${stream ? 'streamed' : 'plain'}`, async () => {
        await rig.begin(respond);
        expect(await failureOf(await rig.post(body(stream)))).toEqual(expected);
        expectClosed({ outcome: 'provider_failed', failure });
        expectScrubbed();
        await expectWorking();
      });
    }
  }

  for (const [name, { respond, failure }] of Object.entries(STREAMED)) {
    it(`${name}, in the middle of a stream: an error event, and no end`, async () => {
      await rig.begin(respond);
      const response = await rig.post(body(true));
      expect(await failureOf(response)).toEqual({ status: 200, code: 'provider_error' });
      expectClosed({ outcome: 'provider_failed', failure });
      expectScrubbed();
      await expectWorking();
    });
  }

  for (const way of ['error', 'hang'] as const) {
    it(`its key, ${way}: it is not called`, async () => {
      for (const stream of [false, true]) {
        await rig.begin(answering);
        parts.secrets.always(way);
        expect(await failureOf(await rig.post(body(stream)))).toEqual(unavailable);
        expect(rig.sent()).toEqual([]);
        expect(rig.events()).toMatchObject([
          { kind: 'opened' },
          { kind: 'closed', outcome: 'provider_failed' },
        ]);
      }
      await expectWorking();
    });
  }

  it('a stream without [DONE] whose every choice has finished is taken for whole', async () => {
    await rig.begin(goingOn((reply) => reply.end(event(finish()) + event(chunk([])))));
    expect(readStreamedLanes(await (await rig.post(body(true))).text())).toMatchObject({ done: true });
    expectClosed({ outcome: 'completed' });
  });
});

describe('a client that goes away', () => {
  /** Resolves when the record is closed. */
  const closed = async (): Promise<void> => {
    while (rig.events().length < 2) await new Promise((resolve) => setImmediate(resolve));
  };

  for (const stream of [false, true]) {
    it(`before the provider answers, ${stream ? 'streamed' : 'plain'}`, async () => {
      const gone = Promise.withResolvers<undefined>();
      const arrived = Promise.withResolvers<undefined>();
      await rig.begin(async (reply) => {
        arrived.resolve(undefined);
        await reply.closed;
        gone.resolve(undefined);
      });
      const client = new AbortController();
      const asked = rig.post(body(stream), client.signal);
      await arrived.promise;
      client.abort();
      await expect(asked).rejects.toThrow('aborted');
      await gone.promise;
      await closed();
      expectClosed({ outcome: 'client_gone' });
      await expectWorking();
    });
  }

  it('in the middle of a stream', async () => {
    const gone = Promise.withResolvers<undefined>();
    await rig.begin(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write(event(roleDelta()) + event(delta({ content: 'Yes' })));
      await reply.closed;
      gone.resolve(undefined);
    });
    const client = new AbortController();
    const response = await rig.post(body(true), client.signal);
    const reader = response.body!.getReader();
    await reader.read();
    client.abort();
    await gone.promise;
    await closed();
    expectClosed({ outcome: 'client_gone', finishReasons: [] });
    await expectWorking();
  });

  it('in the middle of a body, while the provider still sends a plain answer', async () => {
    const gone = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    await rig.begin(async (reply) => {
      reply.head(200, { 'content-type': 'application/json' });
      await reply.write('{"choices":');
      begun.resolve(undefined);
      await reply.closed;
      gone.resolve(undefined);
    });
    const client = new AbortController();
    const asked = rig.post(body(false), client.signal);
    await begun.promise;
    client.abort();
    await expect(asked).rejects.toThrow('aborted');
    await gone.promise;
    await closed();
    expectClosed({ outcome: 'client_gone' });
  });

  it('while the values are being made durable: they still are, and the record is closed', async () => {
    await rig.begin(answering);
    const vault = Promise.withResolvers<undefined>();
    held = vault.promise;
    const client = new AbortController();
    const response = await rig.post(body(true), client.signal);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; !text.includes('it is.'); ) text += (await reader.read()).value ?? '';
    const rows = parts.vaultStore.rows.size;
    client.abort();
    vault.resolve(undefined);
    await closed();
    expect(rig.events().length).toBe(2);
    expect(parts.vaultStore.rows.size).toBeGreaterThan(rows);
    await expectWorking();
  });
});
