import { describe, expect, it } from 'vitest';
import { type Fault, TELLTALE } from '../../support/faults.ts';
import { serveFaultyGateway } from '../../support/faulty-gateway.ts';
import { readResponseStream } from '../../support/read-response-stream.ts';
import {
  message,
  respondWith,
  response,
  responseEvents,
  responseFrame,
  text,
} from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';

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

const MODEL = 'gpt-5.4-mini';
const QUESTION = 'Mr. Desmond Quennelworth, MRN: 48237461, is ill.';
const ANSWER = response([message('msg_1', text('Yes, it is.'))]);
const SSE = { 'content-type': 'text/event-stream' };

let turns = 0;

/** Each answer under ids of its own. */
const answering: Respond = (reply, request) => {
  turns += 1;
  respondWith(reply, request, response([message(`msg_${turns}`, text('Yes, it is.'))]));
};

/** The frames of an answer up to its first words. */
const BEGINNING = responseEvents(ANSWER, 40).slice(0, 5).map(responseFrame).join('');

/** Says its first words, and then no more. */
const stuck =
  (gone: () => void): Respond =>
  async (reply) => {
    reply.head(200, SSE);
    await reply.write(BEGINNING);
    await reply.closed;
    gone();
  };

const post = (body: object, signal?: AbortSignal): Promise<Response> =>
  rig.post({ input: QUESTION, ...body }, signal, '/responses');

interface Failed {
  readonly status: number;
  readonly code: string;
}

const SECRETS = /Quillfeather|Quennelworth|48237461/;

/** What a client learns of a failure: by status and body, or by the last events of a stream that had begun. */
const failureOf = async (http: Response): Promise<Failed> => {
  const body = await http.text();
  expect(`${body}${JSON.stringify([...http.headers])}`).not.toMatch(SECRETS);
  if (http.status === 200) {
    const { types, error, ending } = readResponseStream(body);
    expect(types).not.toContain('response.completed');
    // Where nothing was said of a response yet, none can be said to have failed.
    if (types.length === 1) expect(types).toEqual(['error']);
    else {
      expect(types.slice(-2)).toEqual(['error', 'response.failed']);
      const said = { code: 'server_error', message: error?.message };
      expect(ending).toMatchObject({ status: 'failed', error: said });
    }
    return { status: 200, code: error?.code ?? '' };
  }
  const { error } = JSON.parse(body) as { error: Record<string, unknown> };
  expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
  if (http.status === 503) expect(Number(http.headers.get('retry-after'))).toBeGreaterThan(0);
  return { status: http.status, code: String(error['code']) };
};

/** The records of the exchange: opened once, closed once. */
const expectClosed = (ending: object): void => {
  expect(rig.events()).toMatchObject([{ kind: 'opened' }, { kind: 'closed', ...ending }]);
};

const expectScrubbed = (): void => {
  expect(JSON.stringify(rig.sent())).not.toMatch(/Quennelworth|48237461/);
  expect(JSON.stringify(rig.gateway().logged)).not.toMatch(SECRETS);
};

/** No response is found under any id that was stored since. */
const storedRecords = (): number =>
  [...parts.stateTable.rows.values()].filter(({ sort }) => sort === 'record').length;

/** A later request works, with everything on record, and is stored. */
const expectWorking = async (): Promise<void> => {
  rig.allWell();
  held = Promise.resolve();
  await rig.begin(answering);
  const stored = storedRecords();
  const { ending, error } = readResponseStream(await (await post({ stream: true })).text());
  expect(error).toBeUndefined();
  expect(ending).toMatchObject({ status: 'completed', store: true });
  expect(storedRecords()).toBe(stored + 1);
  expect(rig.events().slice(-2)).toMatchObject([
    { kind: 'opened' },
    { kind: 'closed', outcome: 'completed' },
  ]);
};

const WAYS: readonly Fault[] = ['error', 'hang', 'throttled'];

describe.each([false, true])('the vault, stream: %s', (stream) => {
  it.each(WAYS)('%s: the answer is neither given as complete nor stored', async (way) => {
    await rig.begin(answering);
    const stored = storedRecords();
    parts.vaultStore.faults.always(way);
    const failure = await failureOf(await post({ stream }));
    expect(failure.code).toBe('scrubbing_unavailable');
    if (!stream) expect(failure.status).toBe(503);
    expectClosed({ outcome: 'gateway_failed', failure: 'vault_failed' });
    expect(storedRecords()).toBe(stored);
    expectScrubbed();
    await expectWorking();
  });

  it('failing while the provider thinks: ends the provider’s call', async () => {
    const gone = Promise.withResolvers<undefined>();
    await rig.begin(async (reply) => {
      await reply.closed;
      gone.resolve(undefined);
    });
    const vault = Promise.withResolvers<undefined>();
    held = vault.promise;
    const asked = post({ stream });
    await rig.gateway().provider.received(rig.gateway().provider.requests.length);
    vault.reject(new Error(TELLTALE));
    const failure = await failureOf(await asked);
    expect(failure.status).toBe(503);
    await gone.promise;
    expectClosed({ outcome: 'gateway_failed', failure: 'vault_failed' });
    await expectWorking();
  });

  it('failing for a later turn, whose earlier values were recalled: likewise', async () => {
    await rig.begin(answering);
    const { id } = await rig.openai().responses.create({ model: MODEL, input: QUESTION });
    // The recall reads once; the write comes after it.
    parts.vaultStore.faults.next('ok');
    parts.vaultStore.faults.always('error');
    const body = { stream, previous_response_id: id, input: 'And Mr. Abel Quennelworth?' };
    expect((await failureOf(await post(body))).code).toBe('scrubbing_unavailable');
    expect(rig.events().at(-1)).toMatchObject({ kind: 'closed', failure: 'vault_failed' });
    rig.allWell();
    expect(await (await post(body)).text()).toContain('Yes, it is.');
    await expectWorking();
  });
});

describe('the vault, in the middle of a stream', () => {
  it('failing: ends it with that failure, and the call with it', async () => {
    const gone = Promise.withResolvers<undefined>();
    await rig.begin(stuck(() => gone.resolve(undefined)));
    const vault = Promise.withResolvers<undefined>();
    held = vault.promise;
    const http = await post({ stream: true });
    parts.vaultStore.faults.always('error');
    vault.resolve(undefined);
    expect(await failureOf(http)).toEqual({ status: 200, code: 'scrubbing_unavailable' });
    await gone.promise;
    expectClosed({ outcome: 'gateway_failed', failure: 'vault_failed' });
    await expectWorking();
  });

  it('slow but well: the text comes at once, the end after values, state and record are durable', async () => {
    await rig.begin(answering);
    const vault = Promise.withResolvers<undefined>();
    held = vault.promise;
    const stored = storedRecords();
    const http = await post({ stream: true });
    const reader = http.body!.pipeThrough(new TextDecoderStream()).getReader();
    let body = '';
    while (!body.includes('"is."') && !body.includes('output_item.done'))
      body += (await reader.read()).value ?? '';
    expect(body).not.toContain('response.completed');
    expect(rig.events().map(({ kind }) => kind)).toEqual(['opened']);
    expect(storedRecords()).toBe(stored);
    vault.resolve(undefined);
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) body += piece.value;
    expect(readResponseStream(body)).toMatchObject({ text: 'Yes, it is.', ending: { status: 'completed' } });
    expectClosed({ outcome: 'completed' });
    expect(storedRecords()).toBe(stored + 1);
  });
});

describe.each([false, true])('the state, stream: %s', (stream) => {
  const EVERY: readonly Fault[] = [...WAYS, 'unreachable', 'refused', 'lost'];

  it.each(EVERY)('that can’t be written, %s: the answer is not given as complete', async (way) => {
    await rig.begin(answering);
    parts.stateTable.faults.always(way);
    expect(await failureOf(await post({ stream }))).toEqual({
      ...{ status: stream ? 200 : 503, code: 'state_unavailable' },
    });
    expectClosed({ outcome: 'gateway_failed', failure: 'state_failed' });
    expectScrubbed();
    await expectWorking();
  });

  it.each(WAYS)('of a conversation, %s: the turn is not there afterwards', async (way) => {
    let script = answering;
    await rig.begin((...given) => script(...given));
    const { conversations, responses } = rig.openai();
    const { id } = await conversations.create();
    await responses.create({ model: MODEL, input: QUESTION, conversation: id });
    script = (...given) => {
      // By now all that is to be read has been read.
      parts.stateTable.faults.always(way);
      return answering(...given);
    };
    const body = { stream, conversation: id, input: 'And now?' };
    expect((await failureOf(await post(body))).code).toBe('state_unavailable');
    expect(rig.events().at(-1)).toMatchObject({ kind: 'closed', failure: 'state_failed' });
    rig.allWell();
    const { data } = await conversations.items.list(id, { order: 'asc' });
    expect(data.map((item) => ('role' in item ? item.role : ''))).toEqual(['user', 'assistant']);
  });

  it('that isn’t wanted isn’t missed: store false, and a key that keeps nothing', async () => {
    for (const [terms, body] of [
      [{}, { store: false }],
      [{ vault: 'none' as const }, {}],
    ] as const) {
      await rig.begin(answering, terms);
      parts.stateTable.faults.always('error');
      const http = await post({ stream, ...body });
      expect(await http.text()).toContain(stream ? 'response.completed' : 'Yes, it is.');
      expectClosed({ outcome: 'completed' });
    }
  });

  it('whose sealed parts can’t be noted: the answer is not given as complete, stored or not', async () => {
    const sealed = `gAAAAAB${'q7Zk2'.repeat(40)}`;
    await rig.begin((reply, request) => {
      const thought = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: sealed };
      respondWith(reply, request, response([thought]));
    });
    parts.stateTable.faults.always('error');
    const body = { stream, store: false, include: ['reasoning.encrypted_content'] };
    expect((await failureOf(await post(body))).code).toBe('state_unavailable');
    expectClosed({ outcome: 'gateway_failed', failure: 'state_failed' });
    await expectWorking();
  });
});

describe.each([false, true])('the audit, at the close, stream: %s', (stream) => {
  it.each([...WAYS, 'unreachable', 'refused'] as const)(
    '%s: the answer is not given as complete',
    async (way) => {
      await rig.begin(answering);
      parts.auditStore.faults.next('ok');
      parts.auditStore.faults.always(way);
      const failure = await failureOf(await post({ stream }));
      expect(failure).toEqual({ status: stream ? 200 : 503, code: 'audit_unavailable' });
      expect(rig.events()).toMatchObject([{ kind: 'opened' }]);
      const { requestId } = rig.events()[0]!;
      await expectWorking();
      // Where nobody could tell whether it was written, it is found or written before anything else.
      const inDoubt = way === 'error' || way === 'hang';
      expect(rig.everEvent(requestId).map(({ kind }) => kind)).toEqual(
        inDoubt ? ['opened', 'closed'] : ['opened'],
      );
    },
  );

  it('a passing fault: nobody notices', async () => {
    await rig.begin(answering);
    parts.auditStore.faults.next('ok', 'error');
    const body = await (await post({ stream })).text();
    expect(body).toContain(stream ? 'response.completed' : 'Yes, it is.');
    expectClosed({ outcome: 'completed' });
  });
});

describe('a client that goes away', () => {
  /** Resolves when the record is closed. */
  const closed = async (): Promise<void> => {
    while (rig.events().at(-1)?.['kind'] !== 'closed') await new Promise((resolve) => setImmediate(resolve));
  };

  it.each([false, true])('before the provider answers, stream: %s', async (stream) => {
    const gone = Promise.withResolvers<undefined>();
    const arrived = Promise.withResolvers<undefined>();
    await rig.begin(async (reply) => {
      arrived.resolve(undefined);
      await reply.closed;
      gone.resolve(undefined);
    });
    const stored = storedRecords();
    const client = new AbortController();
    const asked = post({ stream }, client.signal);
    await arrived.promise;
    client.abort();
    await expect(asked).rejects.toThrow('aborted');
    await gone.promise;
    await closed();
    expectClosed({ outcome: 'client_gone' });
    expect(storedRecords()).toBe(stored);
    await expectWorking();
  });

  it('in the middle of a stream: the provider is hung up on, and nothing is stored', async () => {
    const gone = Promise.withResolvers<undefined>();
    await rig.begin(stuck(() => gone.resolve(undefined)));
    const { id } = await rig.openai().conversations.create();
    const rows = parts.stateTable.rows.size;
    const client = new AbortController();
    const http = await post({ stream: true, conversation: id }, client.signal);
    const reader = http.body!.pipeThrough(new TextDecoderStream()).getReader();
    let body = '';
    while (!body.includes('response.created')) body += (await reader.read()).value ?? '';
    client.abort();
    await gone.promise;
    await closed();
    expect(rig.events().at(-1)).toMatchObject({ kind: 'closed', outcome: 'client_gone' });
    expect(parts.stateTable.rows.size).toBe(rows);
    const ours = /"id":"(resp_[0-9a-f]{32})"/.exec(body)?.[1] ?? '';
    await expect(rig.openai().responses.retrieve(ours)).rejects.toMatchObject({ status: 404 });
    const { data } = await rig.openai().conversations.items.list(id);
    expect(data).toEqual([]);
  });

  it('while the answer is being made durable: it still is, and the record is closed', async () => {
    await rig.begin(answering);
    const vault = Promise.withResolvers<undefined>();
    held = vault.promise;
    const client = new AbortController();
    const http = await post({ stream: true }, client.signal);
    const reader = http.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let body = ''; !body.includes('output_item.done'); ) body += (await reader.read()).value ?? '';
    const stored = storedRecords();
    client.abort();
    vault.resolve(undefined);
    await closed();
    while (storedRecords() === stored) await new Promise((resolve) => setImmediate(resolve));
    expect(rig.events().length).toBe(2);
    await expectWorking();
  });
});
