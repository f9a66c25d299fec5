import { expect, describe as group, it } from 'vitest';
import { createLocalDetector } from '../../../lambda/phi/local-detector.ts';
import { serveComprehendGateway } from '../../support/comprehend-gateway.ts';
import type { Entity, Failing, Twist } from '../../support/detect-phi-fake.ts';
import { GOING_ON } from '../../support/identities.ts';
import { completion, saying } from '../../support/openai-wire.ts';
import { message, text as outputText, respondWith, response } from '../../support/responses-wire.ts';

const rig = serveComprehendGateway((reply, request) => {
  if (request.body.includes('"input"')) {
    respondWith(reply, request, response([message('msg_1', outputText('Yes.'))]));
  } else reply.json(200, completion([saying('Yes.')]));
});

/** The local recognizers find the number and not the tower; the service finds the tower. */
const TOWER = 'the blue tower';
const NUMBER = '48237461';
const QUESTION = `She lives near ${TOWER}, MRN: ${NUMBER}. Is metoprolol safe for somebody like her?`;
const MODEL = 'gpt-5.4-mini';

interface Way {
  readonly path: string;
  readonly body: object;
  readonly kind: 'opened' | 'state';
}

const WAYS: Readonly<Record<string, Way>> = {
  chat: {
    path: '/chat/completions',
    body: { model: MODEL, messages: [{ role: 'user', content: QUESTION }] },
    kind: 'opened',
  },
  responses: { path: '/responses', body: { model: MODEL, input: QUESTION }, kind: 'opened' },
  conversations: {
    path: '/conversations',
    body: { items: [{ type: 'message', role: 'user', content: QUESTION }] },
    kind: 'state',
  },
};
const CHAT = WAYS['chat']!;

const ask = async ({ path, body }: Way = CHAT): Promise<{ status: number; text: string }> => {
  const answer = await rig.post(path, body);
  return { status: answer.status, text: await answer.text() };
};

/** All that left for the provider, and all that was put on record. */
const left = (): string => JSON.stringify([rig.sent().map(({ body }) => body), rig.events()]);

const expectRefused = async (way?: Way): Promise<void> => {
  const { status, text } = await ask(way);
  expect({ status, code: (JSON.parse(text) as { error: { code: string } }).error.code }).toEqual({
    status: 503,
    code: 'scrubbing_unavailable',
  });
  expect(rig.sent()).toEqual([]);
  expect(rig.events()).toEqual([]);
  // The service quotes somebody's name in whatever it says.
  expect(`${text}${JSON.stringify(rig.gateway().logged)}`).not.toContain('Quillfeather');
};

/** Asks as if nothing had been; both values are found, and nobody speaks of the local recognizers alone. */
const expectWhole = async (way: Way = CHAT): Promise<void> => {
  rig.fake().behave(undefined);
  rig.fake().plant(['ADDRESS', TOWER]);
  const before = rig.events().length;
  const { status, text } = await ask(way);
  expect(status, text).toBe(200);
  const fresh = rig.events().slice(before);
  expect(fresh.some(({ kind }) => kind === way.kind)).toBe(true);
  expect(JSON.stringify(fresh)).not.toMatch(/degraded|blue tower|48237461/);
  expect(JSON.stringify(rig.sent().at(-1)?.body ?? '')).not.toMatch(/blue tower|48237461/);
};

it('what this file rests on: the tower is found by the service alone', async () => {
  const { spans } = await createLocalDetector().detect([{ text: QUESTION }], {
    signal: GOING_ON,
    onOutage: 'refuse',
  });
  expect(spans[0]!.map(({ start, end }) => QUESTION.slice(start, end))).toEqual([NUMBER]);
});

const OUTAGES: readonly Failing[] = [
  'throttled',
  'internal',
  'unavailable',
  'denied',
  'reset',
  'cut',
  'hang',
];

/** Elsewhere one of each kind will do: busy, shut, silent. */
const waysFor = ({ path }: Way): readonly Failing[] =>
  path === CHAT.path ? OUTAGES : ['throttled', 'denied', 'hang'];

group.each(Object.entries(WAYS))('%s, while the service is out', (_, way) => {
  it.each(waysFor(way))('(%s): nothing is sent, and later all is well', async (how) => {
    rig.fake().behave(how);
    await expectRefused(way);
    await expectWhole(way);
  });

  it.each(waysFor(way))(
    '(%s): by the tenant’s wish it goes on without, which stands on record',
    async (how) => {
      rig.onOutage('local');
      rig.fake().plant(['ADDRESS', TOWER]);
      rig.fake().behave(how);
      const { status, text } = await ask(way);
      expect(status, text).toBe(200);
      expect(rig.events().find(({ kind }) => kind === way.kind)).toMatchObject({ degraded: true });
      expect(left()).not.toContain(NUMBER);
      // What was found without the service was not remembered.
      await expectWhole(way);
    },
  );
});

const twisted =
  (change: (entity: Entity) => object): Twist =>
  (honest) => ({ Entities: honest.map(change), ModelVersion: '2.4.0' });

const GARBAGE: Readonly<Record<string, Failing | Twist>> = {
  'a page of HTML': 'html',
  'that the request is wrong': 'refused',
  'an empty object': () => ({}),
  'no list': () => ({ Entities: 'none' }),
  'more to come': (honest) => ({ Entities: honest, PaginationToken: 'more' }),
  'nothing yet, and more to come': () => ({ Entities: [], PaginationToken: 'more' }),
  'shifted offsets': twisted((one) => ({
    ...one,
    BeginOffset: one.BeginOffset + 1,
    EndOffset: one.EndOffset + 1,
  })),
  'offsets out of range': twisted((one) => ({ ...one, EndOffset: 1e6 })),
  'offsets in words': twisted((one) => ({ ...one, BeginOffset: String(one.BeginOffset) })),
  'a score that is none': twisted((one) => ({ ...one, Score: 'NaN' })),
  'no text': twisted(({ Text: _, ...one }) => one),
  'the same twice': (honest) => ({ Entities: [...honest, ...honest] }),
  'what stands in another text': twisted((one) => ({ ...one, Text: 'Mr. Quillfeather' })),
};

group.each(['refuse', 'local'] as const)('garbage, where the tenant wants to %s during outages', (choice) => {
  it.each(Object.entries(GARBAGE))('is no outage: %s', async (_, how) => {
    rig.onOutage(choice);
    rig.fake().plant(['ADDRESS', TOWER]);
    rig.fake().behave(how);
    await expectRefused();
    await expectWhole();
  });
});

group('a service that fails for a moment', () => {
  it.each<Failing>(['throttled', 'internal', 'unavailable', 'reset'])('(%s) is asked again', async (how) => {
    rig.fake().plant(['ADDRESS', TOWER]);
    rig.fake().behave(how, 2);
    expect((await ask()).status).toBe(200);
    expect(left()).not.toMatch(/blue tower|degraded/);
    expect(rig.fake().asked).toHaveLength(3);
  });
});

group('a service that says nothing', () => {
  it('is given up by all who wait for it at the same time', async () => {
    rig.fake().behave('hang');
    const answers = await Promise.all([1, 2, 3].map(() => ask()));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(rig.sent()).toEqual([]);
    await expectWhole();
  });
});
