import { describe, expect, it } from 'vitest';
import type { KeyTerms } from '../../../lambda/access/issue-key.ts';
import { type Fault, type Faults, TELLTALE } from '../../support/faults.ts';
import { serveFaultyGateway } from '../../support/faulty-gateway.ts';
import { completion, saying, sentBody, textStream } from '../../support/openai-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';

const rig = serveFaultyGateway();
const { parts } = rig;

const answering: Respond = (reply, request) => {
  if (sentBody(request)['stream'] === true) reply.sse(...textStream('Yes.'));
  else reply.json(200, completion([saying('Yes.')]));
};

const PATIENT = 'Mr. Desmond Quennelworth';
const body = (stream: boolean): object => ({
  stream,
  messages: [{ role: 'user', content: `${PATIENT}, MRN: 48237461, is ill.` }],
});

const WORDS = {
  access_unavailable:
    /^The (?:API key or its limits could not be checked|policy of your organisation could not be read)\.$/,
  scrubbing_unavailable:
    /^The (?:PHI detector is not available, so nothing was sent|encryption keys are not available)\.$/,
  audit_unavailable: 'The audit record could not be written.',
};

/** A refusal in OpenAI's shape that says when to try again, and nothing else. */
const expectUnavailable = async (response: Response, code: keyof typeof WORDS): Promise<void> => {
  const text = await response.text();
  const words = WORDS[code];
  expect({ status: response.status, body: JSON.parse(text) as unknown }).toEqual({
    status: 503,
    body: {
      error: {
        message: typeof words === 'string' ? words : (expect.stringMatching(words) as string),
        type: 'service_unavailable',
        param: '',
        code,
      },
    },
  });
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  expect(`${text}${JSON.stringify([...response.headers])}`).not.toContain('Quillfeather');
  expect(JSON.stringify(rig.gateway().logged)).not.toContain('Quillfeather');
};

const expectWorking = async (): Promise<void> => {
  rig.allWell();
  const response = await rig.post(body(false));
  expect(await response.text()).toContain('Yes.');
  expect(response.status).toBe(200);
  expect(rig.sent().length).toBe(1);
  expect(rig.sent()[0]!.body).not.toContain('Quennelworth');
  // A record whose writing was in doubt may be there too, without an end: nothing was sent for it.
  const [last, before, ...doubtful] = rig
    .events()
    .map(({ kind }) => kind)
    .reverse();
  expect([before, last]).toEqual(['opened', 'closed']);
  expect(doubtful).toEqual(doubtful.map(() => 'opened'));
};

interface Dependency {
  readonly name: string;
  readonly faults: Faults;
  readonly code: keyof typeof WORDS;
  readonly ways: readonly Fault[];
  /** What a key must have so that the dependency is needed. */
  readonly terms?: Partial<KeyTerms>;
}

const EVERY: readonly Fault[] = ['error', 'hang', 'throttled', 'unreachable', 'refused'];

const DEPENDENCIES: readonly Dependency[] = [
  {
    name: 'API keys',
    faults: parts.keyStore.faults,
    code: 'access_unavailable',
    ways: [...EVERY, 'garbage'],
  },
  {
    name: 'limits',
    faults: parts.limitStore.faults,
    code: 'access_unavailable',
    ways: [...EVERY, 'lost', 'garbage'],
    terms: { requestsPerMinute: 50, tenantRequestsPerMonth: 50 },
  },
  {
    name: 'policies',
    faults: parts.policyStore.faults,
    code: 'access_unavailable',
    ways: [...EVERY, 'garbage'],
  },
  { name: 'KMS', faults: parts.wrapper.faults, code: 'scrubbing_unavailable', ways: [...EVERY, 'garbage'] },
  {
    name: 'wrapped keys',
    faults: parts.wrappedKeys.faults,
    code: 'scrubbing_unavailable',
    ways: [...EVERY, 'garbage'],
  },
  { name: 'detector', faults: parts.detector, code: 'scrubbing_unavailable', ways: EVERY },
  { name: 'audit', faults: parts.auditStore.faults, code: 'audit_unavailable', ways: EVERY },
];

describe.each(DEPENDENCIES)('$name', ({ faults, code, ways, terms }) => {
  for (const stream of [false, true]) {
    for (const way of ways) {
      it(`${way}, ${stream ? 'streamed' : 'plain'}: nothing is sent, and later all is well`, async () => {
        await rig.begin(answering, terms);
        faults.always(way);
        await expectUnavailable(await rig.post(body(stream)), code);
        expect(rig.sent()).toEqual([]);
        expect(rig.events()).toEqual([]);
        await expectWorking();
      });
    }
  }

  it('answers everyone who waits at the same time', async () => {
    await rig.begin(answering, terms);
    faults.always('hang');
    const responses = await Promise.all([true, false, true, false].map((stream) => rig.post(body(stream))));
    for (const response of responses) await expectUnavailable(response, code);
    expect(rig.sent()).toEqual([]);
    await expectWorking();
  });
});

describe('a detector that answers nonsense', () => {
  const span = { start: 0, end: 3, type: 'NAME', score: 1, source: 'test' };
  const found = (spans: unknown): unknown => ({ spans, degraded: false });
  const nonsense: Readonly<Record<string, unknown>> = {
    'nothing at all': undefined,
    'a page of HTML': `<html>${TELLTALE}</html>`,
    'a bare list': [[], [], []],
    'an answer that does not say how it came about': { spans: [[], [], []] },
    'no list at all': found(undefined),
    'no results': found([]),
    'too few results': found([[]]),
    'too many results': found(Array.from({ length: 50 }, () => [])),
    'nothing for a text': found([undefined, undefined, undefined]),
    'a word for a list': found(['', '', '']),
    'a span that ends beyond the text': found([[{ ...span, end: 10_000 }], [], []]),
    'a span that begins before the text': found([[{ ...span, start: -1 }], [], []]),
    'an empty span': found([[{ ...span, end: 0 }], [], []]),
    'spans that overlap': found([[span, { ...span, start: 1, end: 4 }], [], []]),
    'spans out of order': found([[{ ...span, start: 5, end: 6 }, span], [], []]),
    'a span without numbers': found([[{ ...span, start: Number.NaN }], [], []]),
    'a type that no token has': found([[{ ...span, type: 'PERSON' }], [], []]),
    'a score that is none': found([[{ ...span, score: Number.NaN }], [], []]),
    'half a character': found([[], [{ ...span, start: 1, end: 2 }], []]),
  };
  for (const [name, detection] of Object.entries(nonsense)) {
    it(`${name}: nothing is sent`, async () => {
      await rig.begin(answering);
      parts.detector.always('garbage');
      rig.detectorGives(() => detection);
      const message = { role: 'user', name: 'Ann', content: '🙂 is ill' };
      await expectUnavailable(await rig.post({ messages: [message] }), 'scrubbing_unavailable');
      expect(rig.sent()).toEqual([]);
      expect(rig.events()).toEqual([]);
      await expectWorking();
    });
  }
});

describe('a failure that passes', () => {
  it('of the audit is tried again, and nobody notices', async () => {
    await rig.begin(answering);
    for (const fault of ['error', 'lost', 'throttled', 'unreachable'] as const) {
      parts.auditStore.faults.next(fault);
      expect((await rig.post(body(false))).status).toBe(200);
    }
    expect(
      rig
        .events()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual([...Array.from({ length: 4 }, () => 'closed'), ...Array.from({ length: 4 }, () => 'opened')]);
  });

  it('of the audit, whose record arrives later: the record stands alone, and says of no answer', async () => {
    await rig.begin(answering);
    parts.auditStore.faults.next('late');
    parts.auditStore.faults.always('error');
    await expectUnavailable(await rig.post(body(false)), 'audit_unavailable');
    expect(rig.sent()).toEqual([]);
    rig.allWell();
    expect((await rig.post(body(false))).status).toBe(200);
    expect(rig.events().filter(({ kind }) => kind === 'closed').length).toBe(1);
  });

  it('of the audit, with many who wait for it: nobody is tried once the time is up', async () => {
    await rig.begin(answering);
    parts.auditStore.faults.always('hang');
    const before = parts.auditStore.faults.calls;
    const responses = await Promise.all(Array.from({ length: 40 }, () => rig.post(body(false))));
    for (const response of responses) await expectUnavailable(response, 'audit_unavailable');
    // One after the other, each would have called at least twice.
    expect(parts.auditStore.faults.calls - before).toBeLessThan(80);
  });
});
