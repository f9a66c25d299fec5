import { randomBytes } from 'node:crypto';
import type { AwsClients } from '../aws/clients.ts';
import { createComprehendPhi } from '../aws/comprehend-phi.ts';
import { createDynamoSpanStore } from '../aws/dynamo-span-cache.ts';
import type { Meter } from '../contract/meter.ts';
import { sleep } from '../contract/retry-delay.ts';
import { measureCache, measureMisses, measureService } from '../metrics/measured-detector.ts';
import { createCachedDetector } from '../phi/cached-detector.ts';
import { createCombinedDetector } from '../phi/combined-detector.ts';
import type { Detector } from '../phi/detector.ts';
import { createLocalDetector } from '../phi/local-detector.ts';
import { createMedicalDetector } from '../phi/medical-service/medical-detector.ts';
import { createPace } from '../phi/medical-service/pace.ts';
import { createMemorySpanCache } from '../phi/span-cache/memory-span-cache.ts';
import type { SpanKeyOf } from '../phi/span-cache/span-keys.ts';
import { createStoredSpanCache } from '../phi/span-cache/stored-span-cache.ts';
import type { TenantKeys } from '../tokens/tenant-keys.ts';
import type { ComprehendDetector, DetectorSettings } from './settings.ts';

/** Of what is stored. To be raised with every change of how the service is asked or how its answers are read. */
const SERVICE_VERSION = 'comprehend-medical-1';

/** In memory nothing is older than this process. */
const IN_MEMORY = 'this-process';
const MEMORY_BYTES = 16_000_000;

/** Calls that a process has under way at the same time. */
const AT_ONCE = 8;

export interface DetectorDeps {
  readonly keys: TenantKeys;
  readonly dynamo: AwsClients['dynamo'];
  readonly meter: Meter;
  readonly retentionDays: number;
}

const spanKeyOf =
  (keys: TenantKeys): SpanKeyOf =>
  (tenant, signal) =>
    keys.derived(tenant, 'spans', signal);

/** The service, remembered for other processes as well: it costs more than everything else in a request. */
const composeService = (
  { table, region, charactersPerSecond, callsPerSecond }: ComprehendDetector,
  { keys, dynamo, meter, retentionDays }: DetectorDeps,
): Detector => {
  const keyOf = spanKeyOf(keys);
  const limits = { charactersPerSecond, callsPerSecond, atOnce: AT_ONCE };
  const store = createDynamoSpanStore(dynamo, table);
  const detector = createMedicalDetector({
    service: measureService(createComprehendPhi({ ...(region !== undefined && { region }) }), meter),
    // Never set back, as the clock on the wall may be.
    pace: createPace({ limits, clock: () => performance.now(), sleep }),
    sleep,
    random: randomBytes,
  });
  const cache = createStoredSpanCache({ store, keyOf, clock: Date.now, retentionDays });
  return createCachedDetector({
    detector: measureMisses(detector, meter),
    cache: measureCache(cache, meter),
    keyOf,
    version: SERVICE_VERSION,
  });
};

/** Finds PHI as the settings say. What was found is remembered in memory in any case. */
export const composeDetector = (settings: DetectorSettings, deps: DetectorDeps): Detector => {
  const local = createLocalDetector();
  return createCachedDetector({
    detector:
      settings.kind === 'local'
        ? measureMisses(local, deps.meter)
        : createCombinedDetector({ local, service: composeService(settings, deps) }),
    cache: measureCache(createMemorySpanCache(MEMORY_BYTES), deps.meter),
    keyOf: spanKeyOf(deps.keys),
    version: IN_MEMORY,
  });
};
