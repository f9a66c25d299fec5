import { mapAtOnce } from '../../contract/at-once.ts';
import { withDeadline } from '../../contract/deadline.ts';
import { GatewayError, orFail } from '../../contract/gateway-error.ts';
import type { RandomBytes } from '../../contract/random.ts';
import { retryDelay, type Sleep } from '../../contract/retry-delay.ts';
import type { Detector } from '../detector.ts';
import type { Span } from '../span.ts';
import { documentsOf, type MedicalDocument, spansOfTexts } from './documents.ts';
import type { MedicalService } from './medical-service.ts';
import type { Pace } from './pace.ts';
import { readEntities } from './read-entities.ts';
import { ServiceOutage } from './service-outage.ts';

export interface MedicalDetectorDeps {
  readonly service: MedicalService;
  readonly pace: Pace;
  readonly sleep: Sleep;
  readonly random: RandomBytes;
}

/** How long a detection may take that nobody has set a time for. */
const WITHIN_MS = 10_000;
/** The share of that time which the service has; in the rest somebody must still be able to go on without it. */
const SHARE = 0.8;

/** A service that fails so often in a row won't do better before the time is up. */
const MOST_TRIES = 8;
/** Calls of one request at the same time; the pace of the process may allow fewer. */
const AT_ONCE = 16;

/** Asks until there is an answer; throws `ServiceOutage` when there is none, `detector_failed` when it is of no use. */
const ask = async (
  { text }: MedicalDocument,
  signal: AbortSignal,
  { service, pace, sleep, random }: MedicalDetectorDeps,
): Promise<readonly Span[]> => {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const call = () => orFail('detector_failed', () => service.detect(text, signal));
    const reply = await pace.run(text.length, signal, call);
    if (reply.kind === 'answered') return readEntities(text, reply.entities, reply.nextPage);
    if (reply.kind === 'shut') break;
    if (reply.kind !== 'busy') throw new GatewayError('detector_failed');
    if (attempt < MOST_TRIES) await sleep(retryDelay(attempt, random), signal);
  }
  throw new ServiceOutage();
};

/**
 * Finds PHI by a service. It is made for English: what it finds in other text is kept as well, and a text without any
 * Latin letter or digit it is not asked about, so there the local recognizers are alone.
 *
 * Throws `ServiceOutage` when it could not be asked in time, and `detector_failed` when it answered anything that does
 * not fit.
 */
export const createMedicalDetector = (deps: MedicalDetectorDeps): Detector => ({
  async detect(texts, { signal, withinMs = WITHIN_MS }) {
    const documents = documentsOf(texts);
    try {
      const found = await withDeadline(withinMs * SHARE, signal, (own) =>
        mapAtOnce(AT_ONCE, documents, async (document) => ({
          document,
          spans: await ask(document, own, deps),
        })),
      );
      return { spans: spansOfTexts(texts, found), degraded: false };
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      // Nobody waits any more; else it is the service that was too slow.
      throw signal.aborted ? new GatewayError('detector_failed') : new ServiceOutage();
    }
  },
});
