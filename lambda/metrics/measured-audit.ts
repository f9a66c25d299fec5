import type { AuditEvent, AuditLog, ClosedEvent } from '../audit/event.ts';
import type { Clock } from '../contract/clock.ts';
import type { Meter } from '../contract/meter.ts';
import { failureReason, type RequestOutcome, type Step } from '../contract/metrics.ts';
import { PHI_TYPES, type PhiType } from '../contract/phi-type.ts';

const TYPES: readonly string[] = PHI_TYPES;
const isType = (type: string): type is PhiType => TYPES.includes(type);

/** What a request ended in once its answer had begun; before that its status says so. */
const OUTCOMES: Readonly<Record<ClosedEvent['outcome'], RequestOutcome>> = {
  completed: 'answered',
  client_gone: 'abandoned',
  provider_failed: 'broken',
  gateway_failed: 'broken',
};

/** Records that end what comes before anything leaves. */
const OPENING: ReadonlySet<AuditEvent['kind']> = new Set(['opened', 'denied', 'inspected']);

/** The steps that a record stands between: the one that ends before it is written, and the writing. */
const stepsAround = (event: AuditEvent): readonly [before: Step, writing: Step] | undefined => {
  if (OPENING.has(event.kind)) return ['tokenise', 'audit_open'];
  if (event.kind === 'closed') return ['answer', 'audit_close'];
  if (event.kind !== 'state') return undefined;
  if (event.outcome === 'failed') return ['answer', 'audit_close'];
  return [event.payloadHash === undefined ? 'prepare' : 'tokenise', 'audit_open'];
};

/** Values that were found in a body; those of stored state that were given out were counted when they came in. */
const foundIn = (event: AuditEvent): Readonly<Record<string, number>> =>
  'phi' in event && event.payloadHash !== undefined ? event.phi : {};

const tellFindings = (event: AuditEvent, meter: Meter): void => {
  for (const [type, value] of Object.entries(foundIn(event))) {
    if (isType(type)) meter.add({ metric: 'PhiFound', value, type });
  }
  if ('degraded' in event) meter.add({ metric: 'DetectorDegraded', value: 1 });
};

const tellEnd = ({ outcome, failure = '', provider, usage }: ClosedEvent, meter: Meter): void => {
  meter.ended(OUTCOMES[outcome]);
  if (usage !== undefined) {
    meter.add({ metric: 'ProviderTokensIn', value: usage.promptTokens });
    meter.add({ metric: 'ProviderTokensOut', value: usage.completionTokens });
  }
  // A provider that gave no answer at all has told so itself, and then stands in no record.
  if (outcome === 'provider_failed' && provider !== undefined) {
    meter.add({ metric: 'ProviderFailures', value: 1, provider, reason: failureReason(failure) });
  }
};

/** The audit knows what was found in a request and how it ended, so that is told from here. */
export const measureAudit = (audit: AuditLog, meter: Meter, clock: Clock): AuditLog => ({
  async write(event) {
    const [before, writing] = stepsAround(event) ?? [];
    if (before !== undefined) meter.lap(before);
    tellFindings(event, meter);
    if (event.kind === 'closed') tellEnd(event, meter);
    const from = clock();
    try {
      await audit.write(event);
    } catch (error) {
      meter.add({ metric: 'AuditFailures', value: 1 });
      if (event.kind === 'closed') meter.ended('broken');
      throw error;
    } finally {
      meter.add({ metric: 'AuditWrite', value: clock() - from });
      if (writing !== undefined) meter.lap(writing);
    }
  },
});
