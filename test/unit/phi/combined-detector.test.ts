import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../lambda/contract/gateway-error.ts';
import { createCombinedDetector } from '../../../lambda/phi/combined-detector.ts';
import type { Detector, OnOutage } from '../../../lambda/phi/detector.ts';
import { createLocalDetector } from '../../../lambda/phi/local-detector.ts';
import { ServiceOutage } from '../../../lambda/phi/medical-service/service-outage.ts';
import type { Span } from '../../../lambda/phi/span.ts';
import { GOING_ON } from '../../support/identities.ts';

const TEXT = 'Jane Roe saw the blue tower; MRN: 4471823.';

const local = createLocalDetector();

const service = (detect: () => Promise<readonly Span[]>): Detector => ({
  detect: async (texts) => ({
    spans: await Promise.all(texts.map(() => detect())),
    degraded: false,
  }),
});

const finding = (value: string): Detector => {
  const start = TEXT.indexOf(value);
  const span = {
    start,
    end: start + value.length,
    type: 'NAME',
    score: 0.6,
    source: 'medical-service',
  } as const;
  return service(() => Promise.resolve([span]));
};

const failing = (error: Error): Detector => service(() => Promise.reject(error));

const detected = async (beside: Detector, onOutage: OnOutage = 'refuse') => {
  const combined = createCombinedDetector({ local, service: beside });
  const { spans, degraded } = await combined.detect([{ text: TEXT }], { signal: GOING_ON, onOutage });
  return { values: spans[0]!.map(({ start, end }) => TEXT.slice(start, end)), degraded };
};

describe('both at the same time', () => {
  it('find what either finds', async () => {
    expect(await detected(finding('blue tower'))).toEqual({
      values: ['Jane Roe', 'blue tower', '4471823'],
      degraded: false,
    });
  });

  it('lose no letter where they find more or less of the same', async () => {
    expect(await detected(finding('Roe saw the blue'))).toMatchObject({
      values: ['Jane Roe saw the blue', '4471823'],
    });
    expect(await detected(finding('Jane'))).toMatchObject({ values: ['Jane Roe', '4471823'] });
  });

  it('during an outage: nothing, or what is found here, with a note', async () => {
    const outage = failing(new ServiceOutage());
    await expect(detected(outage)).rejects.toMatchObject({ failure: 'detector_failed' });
    expect(await detected(outage, 'local')).toEqual({ values: ['Jane Roe', '4471823'], degraded: true });
  });

  it.each([new GatewayError('detector_failed'), new Error('quotes Jane Roe'), new TypeError('no list')])(
    'what is no outage is never made up for: %s',
    async (error) => {
      await expect(detected(failing(error), 'local')).rejects.toMatchObject({ failure: 'detector_failed' });
    },
  );

  it('need an answer to each text', async () => {
    const short: Detector = { detect: () => Promise.resolve({ spans: [], degraded: false }) };
    await expect(detected(short, 'local')).rejects.toMatchObject({ failure: 'detector_failed' });
  });

  it('need the local recognizers in any case', async () => {
    const broken = createCombinedDetector({
      local: failing(new GatewayError('detector_failed')),
      service: finding('blue tower'),
    });
    const found = broken.detect([{ text: TEXT }], { signal: GOING_ON, onOutage: 'local' });
    await expect(found).rejects.toMatchObject({ failure: 'detector_failed' });
  });
});
