import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KeyTerms } from '../../../lambda/access/issue-key.ts';
import { type Fault, type Faults, TELLTALE } from '../../support/faults.ts';
import { serveFaultyGateway } from '../../support/faulty-gateway.ts';
import { answering as saying, tokensInInput } from '../../support/responses-wire.ts';

const rig = serveFaultyGateway();
const { parts } = rig;

const answering = saying(() => 'Yes.');

const MODEL = 'gpt-5.4-mini';
const QUESTION = 'Mr. Desmond Quennelworth, MRN: 48237461, is ill.';
const post = (body: object): Promise<Response> =>
  rig.post({ input: QUESTION, ...body }, undefined, '/responses');

const WORDS: Readonly<Record<string, RegExp>> = {
  access_unavailable: /^The API key or its limits could not be checked\.$/,
  scrubbing_unavailable:
    /^The (?:PHI detector is not available, so nothing was sent|encryption keys are not available|token vault is not available)\.$/,
  audit_unavailable: /^The audit record could not be written\.$/,
  state_unavailable: /^The store of responses and conversations is not available\.$/,
};

/** A refusal in OpenAI's shape that says when to try again, and nothing else. */
const expectUnavailable = async (response: Response, code: string): Promise<void> => {
  const text = await response.text();
  expect({ status: response.status, body: JSON.parse(text) as unknown }).toEqual({
    status: 503,
    body: {
      error: {
        message: expect.stringMatching(WORDS[code]!) as string,
        type: 'service_unavailable',
        param: '',
        code,
      },
    },
  });
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  expect(`${text}${JSON.stringify([...response.headers])}`).not.toMatch(/Quillfeather|Quennelworth/);
  expect(JSON.stringify(rig.gateway().logged)).not.toMatch(/Quillfeather|Quennelworth/);
};

/** Later the same request works, is on record, and reaches the provider without PHI. */
const expectWorking = async (body: object = {}, times = 1): Promise<void> => {
  rig.allWell();
  const response = await post(body);
  expect(await response.text()).toContain('Yes.');
  expect(response.status).toBe(200);
  expect(rig.sent().length).toBe(times);
  for (const request of rig.sent()) expect(request.body).not.toMatch(/Quennelworth|48237461/);
  const [last, before] = rig
    .events()
    .map(({ kind }) => kind)
    .reverse();
  expect([before, last]).toEqual(['opened', 'closed']);
};

const EVERY: readonly Fault[] = ['error', 'hang', 'throttled', 'unreachable', 'refused'];

interface Dependency {
  readonly name: string;
  readonly faults: Faults;
  readonly code: string;
  readonly ways: readonly Fault[];
  /** What a key must have so that the dependency is needed. */
  readonly terms?: Partial<KeyTerms>;
}

const DEPENDENCIES: readonly Dependency[] = [
  {
    name: 'API keys',
    faults: parts.keyStore.faults,
    code: 'access_unavailable',
    ways: [...EVERY, 'garbage'],
  },
  {
    ...{ name: 'limits', faults: parts.limitStore.faults, code: 'access_unavailable' },
    ways: [...EVERY, 'lost', 'garbage'],
    terms: { requestsPerMinute: 50, tenantRequestsPerMonth: 50 },
  },
  { name: 'KMS', faults: parts.wrapper.faults, code: 'scrubbing_unavailable', ways: [...EVERY, 'garbage'] },
  {
    ...{ name: 'wrapped keys', faults: parts.wrappedKeys.faults, code: 'scrubbing_unavailable' },
    ways: [...EVERY, 'garbage'],
  },
  { name: 'detector', faults: parts.detector, code: 'scrubbing_unavailable', ways: [...EVERY, 'garbage'] },
  { name: 'audit', faults: parts.auditStore.faults, code: 'audit_unavailable', ways: EVERY },
];

describe.each(DEPENDENCIES)('a first turn, $name', ({ faults, code, ways, terms }) => {
  for (const stream of [false, true]) {
    for (const way of ways) {
      it(`${way}, ${stream ? 'streamed' : 'plain'}: nothing is sent or kept, and later all is well`, async () => {
        await rig.begin(answering, terms);
        const rows = parts.stateTable.rows.size;
        faults.always(way);
        await expectUnavailable(await post({ stream }), code);
        expect(rig.sent()).toEqual([]);
        expect(rig.events()).toEqual([]);
        expect(parts.stateTable.rows.size).toBe(rows);
        await expectWorking({ stream });
      });
    }
  }

  it('answers everyone who waits at the same time', async () => {
    await rig.begin(answering, terms);
    faults.always('hang');
    const responses = await Promise.all([true, false, true, false].map((stream) => post({ stream })));
    for (const response of responses) await expectUnavailable(response, code);
    expect(rig.sent()).toEqual([]);
    await expectWorking();
  });
});

/** How a turn goes on from an earlier one. */
const GOING_ON: Readonly<Record<string, () => Promise<object>>> = {
  'a previous response': async () => {
    const { id } = await rig.openai().responses.create({ model: MODEL, input: QUESTION });
    return { previous_response_id: id, input: 'And now?' };
  },
  'a conversation': async () => {
    const { id } = await rig.openai().conversations.create();
    await rig.openai().responses.create({ model: MODEL, input: QUESTION, conversation: id });
    return { conversation: id, input: 'And now?' };
  },
  'an item by its id': async () => {
    const { id } = await rig.openai().responses.create({ model: MODEL, input: QUESTION });
    const { data } = await rig.openai().responses.inputItems.list(id);
    return {
      input: [
        { type: 'item_reference', id: data[0]!.id },
        { role: 'user', content: 'And now?' },
      ],
    };
  },
};

const LATER: readonly Dependency[] = [
  {
    ...{ name: 'reading the state', faults: parts.stateTable.faults, code: 'state_unavailable' },
    ways: [...EVERY, 'garbage'],
  },
  {
    ...{ name: 'recalling the values', faults: parts.vaultStore.faults, code: 'scrubbing_unavailable' },
    ways: [...EVERY, 'garbage'],
  },
  { name: 'the detector', faults: parts.detector, code: 'scrubbing_unavailable', ways: ['error', 'hang'] },
  { name: 'the audit', faults: parts.auditStore.faults, code: 'audit_unavailable', ways: ['error', 'hang'] },
];

describe.each(Object.entries(GOING_ON))('a turn that goes on from %s', (_, begin) => {
  describe.each(LATER)('$name', ({ faults, code, ways }) => {
    it.each(ways)('%s: nothing of the history is sent, and later all is well', async (way) => {
      await rig.begin(answering);
      const body = await begin();
      const [sent, events, rows] = [rig.sent().length, rig.events().length, parts.stateTable.rows.size];
      for (const stream of [false, true]) {
        faults.always(way);
        await expectUnavailable(await post({ ...body, stream }), code);
        faults.always(undefined);
      }
      expect(rig.sent().length).toBe(sent);
      expect(rig.events().length).toBe(events);
      expect(parts.stateTable.rows.size).toBe(rows);
      await expectWorking(body, sent + 1);
      expect(tokensInInput(rig.sent().at(-1)!).length).toBe(2);
    });
  });
});

describe('parts of the state that rest in S3', () => {
  it.each([...EVERY, 'garbage'] as const)('%s: nothing is sent, and later all is well', async (way) => {
    // What is drawn can't be packed, so it is too large for a row.
    await rig.begin(saying(() => `Yes. ${randomBytes(380_000).toString('base64url')}`));
    const { id } = await rig.openai().responses.create({ model: MODEL, input: QUESTION });
    expect(parts.stateObjects.objects.size).toBeGreaterThan(0);
    const body = { previous_response_id: id, input: 'And now?' };
    parts.stateObjects.faults.always(way);
    await expectUnavailable(await post(body), 'state_unavailable');
    expect(rig.sent().length).toBe(1);
    await expectWorking(body, 2);
  });
});

describe('a sealed part whose origin can’t be looked up', () => {
  const input = [
    { type: 'reasoning', summary: [], encrypted_content: 'gAAAAAB'.padEnd(300, 'q7Zk2') },
    { role: 'user', content: 'Go on.' },
  ];

  it.each(EVERY)('%s: nothing is sent', async (way) => {
    await rig.begin(answering);
    for (const stream of [false, true]) {
      parts.stateTable.faults.always(way);
      await expectUnavailable(await post({ input, stream, store: false }), 'state_unavailable');
    }
    expect(rig.sent()).toEqual([]);
    expect(rig.events()).toEqual([]);
  });
});

describe('the catalogue', () => {
  const broken = serveFaultyGateway((ports) => ({
    ...ports,
    catalogue: {
      ...ports.catalogue,
      resolve: (model) => {
        if (model === 'broken') throw new TypeError(TELLTALE);
        return ports.catalogue.resolve(model);
      },
    },
  }));

  it('that fails: 500, and nothing is sent', async () => {
    await broken.begin(answering);
    for (const stream of [false, true]) {
      const response = await broken.post(
        { model: 'broken', input: QUESTION, stream },
        undefined,
        '/responses',
      );
      const text = await response.text();
      expect(response.status).toBe(500);
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'internal_error', param: '' } });
      expect(`${text}${JSON.stringify(broken.gateway().logged)}`).not.toMatch(/Quillfeather|Quennelworth/);
    }
    expect(broken.sent()).toEqual([]);
    expect(broken.events()).toEqual([]);
  });
});
