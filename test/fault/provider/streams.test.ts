import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../lambda/contract/gateway-error.ts';
import type { ProviderDeps } from '../../../lambda/providers/call-provider.ts';
import type { OutboundCall } from '../../../lambda/providers/provider.ts';
import { createManualTimer } from '../../support/manual-timer.ts';
import {
  callTo,
  closeProvidersAfterEach,
  createTestProvider,
  failureOf,
  provide,
  targetAt,
} from '../../support/provider-harness.ts';
import type { Respond } from '../../support/scripted-provider.ts';

closeProvidersAfterEach();

const open = async (respond: Respond, deps: Partial<ProviderDeps> = {}, over: Partial<OutboundCall> = {}) => {
  const server = await provide(respond);
  const { provider } = createTestProvider(deps);
  const answer = await provider.call(callTo([targetAt(server.baseUrl)], { streamed: true, ...over }));
  if (answer.kind !== 'streamed') throw new Error('expected a stream');
  return answer.events[Symbol.asyncIterator]();
};

/** The rest of the events, and the failure that ended them if one did. */
const rest = async (events: AsyncIterator<string>) => {
  const data: string[] = [];
  try {
    for (let next = await events.next(); next.done !== true; next = await events.next())
      data.push(next.value);
  } catch (error) {
    return { data, failure: error instanceof GatewayError ? error.failure : error };
  }
  return { data };
};

/** A stream that sends something and then waits to be closed, which the test can see. */
const sendsAndHangs = (bytes: string) => {
  const closed = Promise.withResolvers<undefined>();
  const respond: Respond = async (reply) => {
    reply.head(200, { 'content-type': 'text/event-stream' });
    await reply.write(bytes);
    await reply.closed;
    closed.resolve(undefined);
  };
  return { respond, closed: closed.promise };
};

describe('what is no stream is refused before it is handed on', () => {
  test.each([
    ['a page', 'text/html; charset=utf-8', '<html>Jane Roe</html>'],
    ['JSON', 'application/json', '{"choices":[]}'],
    ['a problem', 'application/problem+json', '{"title":"Jane Roe"}'],
  ])('%s', async (_, type, body) => {
    const error = await failureOf(
      open((reply) => {
        reply.head(200, { 'content-type': type });
        reply.end(body);
      }),
    );
    expect([error.failure, error.detail]).toEqual(['provider_failed', {}]);
  });

  test('its connection is closed', async () => {
    const closed = Promise.withResolvers<undefined>();
    const failure = failureOf(
      open(async (reply) => {
        reply.head(200, { 'content-type': 'application/json' });
        await reply.closed;
        closed.resolve(undefined);
      }),
    );
    expect((await failure).failure).toBe('provider_failed');
    await closed.promise;
  });
});

describe('a stream with an odd type is a stream', () => {
  test.each([undefined, 'text/plain', 'application/octet-stream', 'TEXT/EVENT-STREAM'])(
    '%s',
    async (type) => {
      const events = await open((reply) => {
        reply.head(200, type === undefined ? {} : { 'content-type': type });
        reply.end('data: one\n\n');
      });
      expect(await rest(events)).toEqual({ data: ['one'] });
    },
  );
});

test('a compressed stream is read', async () => {
  const events = await open((reply) => {
    reply.head(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
    reply.end(gzipSync('data: one\n\ndata: two\n\n'));
  });
  expect(await rest(events)).toEqual({ data: ['one', 'two'] });
});

describe('the bytes end too early', () => {
  test('a reset', async () => {
    const die = Promise.withResolvers<undefined>();
    const events = await open(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write('data: one\n\ndata: {"tw');
      await die.promise;
      reply.reset();
    });
    expect(await events.next()).toEqual({ done: false, value: 'one' });
    die.resolve(undefined);
    expect(await rest(events)).toEqual({ data: [], failure: 'provider_cut' });
  });

  test('a reset before the first event', async () => {
    const die = Promise.withResolvers<undefined>();
    const events = await open(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      await die.promise;
      reply.reset();
    });
    die.resolve(undefined);
    expect(await rest(events)).toEqual({ data: [], failure: 'provider_cut' });
  });

  test('fewer bytes than promised', async () => {
    const die = Promise.withResolvers<undefined>();
    const events = await open(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream', 'content-length': '1000' });
      await reply.write('data: one\n\n');
      await die.promise;
      reply.reset();
    });
    expect(await events.next()).toEqual({ done: false, value: 'one' });
    die.resolve(undefined);
    expect(await rest(events)).toEqual({ data: [], failure: 'provider_cut' });
  });

  test('a clean end in half an event hands on the half, for the reader to fail on', async () => {
    const events = await open((reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      reply.end('data: [1]\n\ndata: {"choi');
    });
    expect(await rest(events)).toEqual({ data: ['[1]', '{"choi'] });
  });

  test('an empty body has no events', async () => {
    const events = await open((reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      reply.end();
    });
    expect(await rest(events)).toEqual({ data: [] });
  });
});

describe('silence', () => {
  test('before the first bytes', async () => {
    const { respond, closed } = sendsAndHangs('');
    const time = createManualTimer();
    const events = await open(respond, { timer: time.timer });
    const ended = rest(events);
    await time.fire(120_000);
    expect(await ended).toEqual({ data: [], failure: 'provider_cut' });
    await closed;
    expect(time.pending()).toEqual([]);
  });

  test('in the middle', async () => {
    const { respond, closed } = sendsAndHangs('data: one\n\n');
    const time = createManualTimer();
    const events = await open(respond, { timer: time.timer });
    const ended = rest(events);
    await time.fire(60_000);
    expect(await ended).toEqual({ data: ['one'], failure: 'provider_cut' });
    await closed;
  });

  test('on our side is nothing that the provider is cut for', async () => {
    const { respond } = sendsAndHangs('data: one\n\n');
    const time = createManualTimer();
    const events = await open(respond, { timer: time.timer, settings: { totalMs: 840_000 }, now: () => 0 });
    await events.next();
    expect(time.pending()).toEqual([840_000]);
    await events.return?.();
    expect(time.pending()).toEqual([]);
  });
});

test('a stream that takes too long as a whole is cut, even if nobody reads it', async () => {
  const { respond, closed } = sendsAndHangs('data: one\n\n');
  const time = createManualTimer();
  const events = await open(respond, { timer: time.timer, now: () => 0, settings: { totalMs: 840_000 } });
  await time.fire(840_000);
  await closed;
  expect((await rest(events)).failure).toBe('provider_cut');
});

describe('garbage', () => {
  test('an event of a giant', async () => {
    const { respond, closed } = sendsAndHangs(`data: one\n\ndata: ${'x'.repeat(200_000)}`);
    const events = await open(respond, {
      settings: { stream: { maxEventLength: 100_000, maxBytes: 1_000_000 } },
    });
    expect(await rest(events)).toEqual({ data: ['one'], failure: 'provider_cut' });
    await closed;
  });

  test('more than anybody asked for', async () => {
    const { respond, closed } = sendsAndHangs('data: one\n\n'.repeat(10));
    const events = await open(respond, { settings: { stream: { maxEventLength: 100, maxBytes: 22 } } });
    expect(await rest(events)).toEqual({ data: ['one', 'one'], failure: 'provider_cut' });
    await closed;
  });

  test('bytes that are no UTF-8', async () => {
    const closed = Promise.withResolvers<undefined>();
    const events = await open(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write(Buffer.from('data: Jane \xff Roe\n\n', 'latin1'));
      await reply.closed;
      closed.resolve(undefined);
    });
    expect(await rest(events)).toEqual({ data: [], failure: 'provider_failed' });
    await closed.promise;
  });
});

describe('the connection to the provider is closed when the reader', () => {
  test('leaves the loop', async () => {
    const { respond, closed } = sendsAndHangs('data: one\n\ndata: two\n\n');
    const server = await provide(respond);
    const answer = await createTestProvider().provider.call(
      callTo([targetAt(server.baseUrl)], { streamed: true }),
    );
    if (answer.kind !== 'streamed') throw new Error('expected a stream');
    for await (const data of answer.events) {
      expect(data).toBe('one');
      break;
    }
    await closed;
  });

  test('never begins', async () => {
    const { respond, closed } = sendsAndHangs('data: one\n\n');
    const events = await open(respond);
    expect(await events.return?.()).toEqual({ done: true, value: undefined });
    await closed;
  });

  test('gives up while it waits for an event', async () => {
    const { respond, closed } = sendsAndHangs('data: one\n\n');
    const events = await open(respond);
    await events.next();
    const waiting = rest(events);
    await events.return?.();
    await closed;
    expect(await waiting).toEqual({ data: [], failure: 'provider_cut' });
  });

  test('aborts the call', async () => {
    const { respond, closed } = sendsAndHangs('data: one\n\n');
    const caller = new AbortController();
    const events = await open(respond, {}, { signal: caller.signal });
    await events.next();
    const waiting = rest(events);
    caller.abort(new Error('Jane Roe has left'));
    await closed;
    expect(await waiting).toEqual({ data: [], failure: 'provider_cut' });
  });
});
