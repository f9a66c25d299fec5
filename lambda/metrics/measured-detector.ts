import type { Meter } from '../contract/meter.ts';
import type { Detector } from '../phi/detector.ts';
import type { MedicalService } from '../phi/medical-service/medical-service.ts';
import type { SpanCache } from '../phi/span-cache/span-cache.ts';

/** https://aws.amazon.com/comprehend/medical/pricing/ */
const CHARACTERS_PER_UNIT = 100;

/** Tells what the service is asked, and what it bills for: what it answered. */
export const measureService = (service: MedicalService, meter: Meter): MedicalService => ({
  async detect(text, signal) {
    meter.add({ metric: 'DetectorCalls', value: 1 });
    let answered = false;
    try {
      const reply = await service.detect(text, signal);
      answered = reply.kind === 'answered';
      return reply;
    } finally {
      if (answered) {
        meter.add({ metric: 'DetectorCharacters', value: text.length });
        const units = Math.max(1, Math.ceil(text.length / CHARACTERS_PER_UNIT));
        meter.add({ metric: 'DetectorUnits', value: units });
      } else meter.add({ metric: 'DetectorFailures', value: 1 });
    }
  },
});

/** Tells how many texts are known. */
export const measureCache = (cache: SpanCache, meter: Meter): SpanCache => ({
  async find(owner, texts, signal) {
    const known = await cache.find(owner, texts, signal);
    const hits = texts.filter(({ name }) => known.has(name)).length;
    if (hits > 0) meter.add({ metric: 'SpanCacheHits', value: hits });
    return known;
  },
  keep: (owner, found) => {
    cache.keep(owner, found);
  },
});

/** Tells how many texts a detector is asked about, since nobody knew them. */
export const measureMisses = (detector: Detector, meter: Meter): Detector => ({
  detect: (texts, call) => {
    if (texts.length > 0) meter.add({ metric: 'SpanCacheMisses', value: texts.length });
    return detector.detect(texts, call);
  },
});
