import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createComprehendPhi } from '../../../lambda/aws/comprehend-phi.ts';
import { sleep } from '../../../lambda/contract/retry-delay.ts';
import { createMedicalDetector } from '../../../lambda/phi/medical-service/medical-detector.ts';
import { createPace } from '../../../lambda/phi/medical-service/pace.ts';
import { ServiceOutage } from '../../../lambda/phi/medical-service/service-outage.ts';
import { type DetectPhiFake, type Failing, startDetectPhiFake } from '../../support/detect-phi-fake.ts';
import { GOING_ON } from '../../support/identities.ts';

const LIMITS = { connectionTimeoutMs: 1_000, requestTimeoutMs: 200, maxAttempts: 1 };

let fake: DetectPhiFake;

beforeAll(async () => {
  fake = await startDetectPhiFake();
});
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL_COMPREHENDMEDICAL', fake.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => {
  vi.unstubAllEnvs();
  fake.reset();
});
afterAll(() => fake.close());

describe('one call of Comprehend Medical', () => {
  const service = createComprehendPhi({ limits: LIMITS });

  it('gives what the service says, as it says it', async () => {
    fake.plant(['NAME', 'Jane Roe']);
    expect(await service.detect('😀 Jane Roe', GOING_ON)).toMatchObject({
      kind: 'answered',
      entities: [{ BeginOffset: 2, EndOffset: 10, Text: 'Jane Roe', Type: 'NAME', Score: 0.97 }],
      nextPage: undefined,
    });
    expect(fake.asked).toEqual(['😀 Jane Roe']);
  });

  it('tells of more to come, and of an answer that is none', async () => {
    fake.behave(() => ({ Entities: [], PaginationToken: 'next', ModelVersion: '2.4.0' }), 1);
    expect(await service.detect('Jane', GOING_ON)).toMatchObject({ kind: 'answered', nextPage: 'next' });
    fake.behave(() => ({}), 1);
    expect(await service.detect('Jane', GOING_ON)).toMatchObject({ kind: 'answered', entities: undefined });
  });

  it.each<[Failing, 'busy' | 'shut' | 'refused']>([
    ['throttled', 'busy'],
    ['internal', 'busy'],
    ['unavailable', 'busy'],
    ['reset', 'busy'],
    ['cut', 'busy'],
    ['hang', 'busy'],
    ['denied', 'shut'],
    ['refused', 'refused'],
    ['html', 'refused'],
  ])('that is %s: %s, after one try', async (how, kind) => {
    fake.behave(how);
    expect(await service.detect('Jane Roe', GOING_ON)).toEqual({ kind });
    expect(fake.asked).toHaveLength(1);
  });

  it('of what the service does not take is refused', async () => {
    expect(await service.detect('x'.repeat(20_000), GOING_ON)).toEqual({ kind: 'refused' });
    expect(await service.detect('x\ud800', GOING_ON)).toEqual({ kind: 'refused' });
    expect(await service.detect('x'.repeat(19_999), GOING_ON)).toMatchObject({ kind: 'answered' });
  });

  it('that nobody listens to may be tried again', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_COMPREHENDMEDICAL', 'http://127.0.0.1:1');
    expect(await createComprehendPhi({ limits: LIMITS }).detect('Jane', GOING_ON)).toEqual({ kind: 'busy' });
  });

  it('goes to the Region of the settings, else to the own one', async () => {
    await service.detect('Jane', GOING_ON);
    await createComprehendPhi({ region: 'eu-west-1', limits: LIMITS }).detect('Jane', GOING_ON);
    expect(fake.regions).toEqual(['us-east-1', 'eu-west-1']);
  });
});

describe('texts through Comprehend Medical', () => {
  const limits = { charactersPerSecond: 1e9, callsPerSecond: 1e9, atOnce: 3 };
  const detector = createMedicalDetector({
    service: createComprehendPhi({ limits: LIMITS }),
    pace: createPace({ limits, clock: () => performance.now(), sleep }),
    sleep,
    random: () => Uint8Array.of(20),
  });

  const found = async (...texts: readonly string[]): Promise<string[][]> => {
    const call = { signal: GOING_ON, onOutage: 'refuse', withinMs: 5_000 } as const;
    const { spans } = await detector.detect(
      texts.map((text) => ({ text })),
      call,
    );
    return spans.map((list, index) =>
      list.map(({ start, end, type }) => `${type} ${texts[index]!.slice(start, end)}`),
    );
  };

  it('come back with their findings, long and short, in one language of offsets', async () => {
    fake.plant(
      ['NAME', 'Zoë Quillfeather'],
      ['ADDRESS', '12 Bramble Lane'],
      ['PROFESSION', 'baker'],
      ['RHESUS', 'B-17'],
    );
    const note = 'Zoë Quillfeather 👩‍⚕️, baker, of 12 Bramble Lane, B-17. ';
    const [short, long, none] = await found(note, `${'😀 well. '.repeat(6_000)}${note}`, 'nothing here');
    const all = ['NAME Zoë Quillfeather', 'PLACE 12 Bramble Lane', 'ID B-17'];
    expect([short, long, none]).toEqual([all, all, []]);
    expect(fake.asked.every((text) => Buffer.byteLength(text) <= 19_000)).toBe(true);
    expect(fake.mostAtOnce).toBeLessThanOrEqual(3);
  });

  it('cost one call together when they are short', async () => {
    fake.plant(['NAME', 'Jane Roe']);
    const many = Array.from({ length: 300 }, (_, index) => `Line ${index}: Jane Roe`);
    expect((await found(...many)).flat()).toHaveLength(300);
    expect(fake.asked).toHaveLength(1);
  });

  it.each<Failing>(['throttled', 'internal', 'unavailable', 'reset', 'cut'])(
    'survive that it is %s twice',
    async (how) => {
      fake.plant(['NAME', 'Jane Roe']);
      fake.behave(how, 2);
      expect(await found('It is Jane Roe')).toEqual([['NAME Jane Roe']]);
      expect(fake.asked).toHaveLength(3);
    },
  );

  it.each<Failing>(['throttled', 'unavailable', 'denied'])('are without it when it stays %s', async (how) => {
    fake.behave(how);
    await expect(found('It is Jane Roe')).rejects.toBeInstanceOf(ServiceOutage);
  });

  it('are not cleared when it shifts, cuts, repeats or withholds what it found', async () => {
    fake.plant(['NAME', 'Jane Roe'], ['DATE', 'May 4']);
    const twists = {
      'offsets in bytes': (entities: readonly { BeginOffset: number; EndOffset: number }[]) =>
        entities.map((one) => ({ ...one, BeginOffset: one.BeginOffset + 3, EndOffset: one.EndOffset + 3 })),
      'a cut text': (entities: readonly { Text: string }[]) =>
        entities.map((one) => ({ ...one, Text: one.Text.slice(1) })),
      'all of it twice': (entities: readonly object[]) => [...entities, ...entities],
      'no list': () => ({}),
    };
    for (const twist of Object.values(twists)) {
      fake.behave((honest) => ({ Entities: twist(honest), ModelVersion: '2.4.0' }), 1);
      await expect(found('😀 Jane Roe, May 4')).rejects.toMatchObject({ failure: 'detector_failed' });
    }
    fake.behave((honest) => ({ Entities: honest.slice(0, 1), PaginationToken: 'more' }), 1);
    await expect(found('😀 Jane Roe, May 4')).rejects.toMatchObject({ failure: 'detector_failed' });
    expect(await found('😀 Jane Roe, May 4')).toEqual([['NAME Jane Roe', 'DATE May 4']]);
  });
});
