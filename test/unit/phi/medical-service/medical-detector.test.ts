import { describe, expect, it } from 'vitest';
import { createMedicalDetector } from '../../../../lambda/phi/medical-service/medical-detector.ts';
import type { MedicalReply, MedicalService } from '../../../../lambda/phi/medical-service/medical-service.ts';
import { createPace } from '../../../../lambda/phi/medical-service/pace.ts';
import { ServiceOutage } from '../../../../lambda/phi/medical-service/service-outage.ts';
import { entitiesIn } from '../../../support/detect-phi-fake.ts';
import { GOING_ON } from '../../../support/identities.ts';

const BUSY: MedicalReply = { kind: 'busy' };
const limits = { charactersPerSecond: 1e9, callsPerSecond: 1e9, atOnce: 8 };

/** A service that gives these replies first and then tells the truth. */
const setUp = (...replies: readonly (MedicalReply | Error | 'hang')[]) => {
  const asked: string[] = [];
  const waits: number[] = [];
  const sleep = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  const service: MedicalService = {
    detect: (text) => {
      asked.push(text);
      const reply = replies[asked.length - 1];
      if (reply === 'hang') return new Promise(() => undefined);
      if (reply instanceof Error) return Promise.reject(reply);
      const entities = entitiesIn(text, [['NAME', 'Jane Roe']]);
      return Promise.resolve(reply ?? { kind: 'answered', entities, nextPage: undefined });
    },
  };
  const pace = createPace({ limits, clock: () => 0, sleep });
  const detector = createMedicalDetector({ service, pace, sleep, random: () => Uint8Array.of(255) });
  const detect = async (text: string, more: { signal?: AbortSignal; withinMs?: number } = {}) => {
    const found = await detector.detect([{ text }], { signal: GOING_ON, onOutage: 'refuse', ...more });
    return found.spans[0]!.map(({ start, end }) => text.slice(start, end));
  };
  return { asked, waits, detect };
};

describe('asking the service', () => {
  it('asks again, more and more slowly, while it is busy', async () => {
    const { asked, waits, detect } = setUp(BUSY, BUSY, BUSY);
    expect(await detect('It is Jane Roe.')).toEqual(['Jane Roe']);
    expect(asked).toHaveLength(4);
    expect(waits).toEqual([50, 100, 200]);
  });

  it('is an outage when it stays busy, and when it lets nobody in', async () => {
    const busy = setUp(...Array.from({ length: 20 }, () => BUSY));
    await expect(busy.detect('Jane Roe')).rejects.toBeInstanceOf(ServiceOutage);
    expect(busy.asked).toHaveLength(8);
    const shut = setUp({ kind: 'shut' });
    await expect(shut.detect('Jane Roe')).rejects.toBeInstanceOf(ServiceOutage);
    expect(shut.asked).toHaveLength(1);
  });

  it('is an outage when it says nothing, early enough to go on without it', async () => {
    const { detect } = setUp('hang');
    const began = performance.now();
    await expect(detect('Jane Roe', { withinMs: 1_000 })).rejects.toBeInstanceOf(ServiceOutage);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it.each<[string, MedicalReply | Error]>([
    ['is refused', { kind: 'refused' }],
    ['breaks', new Error('quotes Jane Roe')],
    ['gives garbage', { kind: 'answered', entities: {}, nextPage: undefined }],
    ['gives a part', { kind: 'answered', entities: [], nextPage: 'more' }],
  ])('is a failure at once, and no outage, when it %s', async (_, reply) => {
    const { asked, detect } = setUp(reply);
    await expect(detect('Jane Roe')).rejects.toMatchObject({ failure: 'detector_failed' });
    expect(asked).toHaveLength(1);
  });

  it('is given up when nobody waits any more', async () => {
    const { detect } = setUp('hang');
    const controller = new AbortController();
    const found = detect('Jane Roe', { signal: controller.signal });
    controller.abort();
    await expect(found).rejects.toMatchObject({ failure: 'detector_failed' });
  });

  it('fails when one of many calls does', async () => {
    const { detect } = setUp(undefined as never, { kind: 'refused' });
    await expect(detect('a b '.repeat(20_000))).rejects.toMatchObject({ failure: 'detector_failed' });
  });

  it('makes no call where there is nothing for it to read', async () => {
    const { asked, detect } = setUp();
    expect(await detect('患者は元気です。')).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('finds what lies on the border of two calls', async () => {
    const { asked, detect } = setUp();
    for (let shift = 0; shift < 12; shift += 1) {
      const found = await detect(
        `${'x'.repeat(shift)}${' the patient is well.'.repeat(904)} Jane Roe came, was well. `.repeat(2),
      );
      expect(found).toEqual(['Jane Roe', 'Jane Roe']);
    }
    expect(asked.length).toBeGreaterThan(24);
  });
});
