import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { ProviderFailureReason } from '../../../lambda/contract/metrics.ts';
import type { Stage } from '../../stage.ts';
import type { AlarmPlan } from '../alarm-plan.ts';
import { DETECTOR_UNIT_DOLLARS } from '../list-prices.ts';
import type { Measured } from '../measured.ts';

/** What callers ask for wrongly, or with a key of their own, is no failure of the provider. */
const CAUSED_BY_CALLERS: readonly ProviderFailureReason[] = [
  'provider_key_refused',
  'refused_by_provider',
  'unknown_model',
  'unsupported_by_provider',
];

/** Dollars at the list price. */
export const detectorCost = (measured: Measured): MathExpression =>
  new MathExpression({
    expression: `units * ${DETECTOR_UNIT_DOLLARS}`,
    usingMetrics: { units: measured.metric('DetectorUnits', {}, 'Sum') },
    label: 'Dollars at the list price',
  });

const detectorAlarms = (measured: Measured, { detector, alarms }: Stage): readonly AlarmPlan[] => {
  if (detector === 'local') return [];
  const above = alarms?.detectorDollarsPerDay;
  return [
    { kind: 'detector-failing', metric: measured.metric('DetectorFailures', {}, 'Sum') },
    { kind: 'detector-degraded', metric: measured.metric('DetectorDegraded', {}, 'Sum') },
    { kind: 'detector-cost-high', metric: detectorCost(measured), ...(above !== undefined && { above }) },
  ];
};

/** What the functions say of the audit, of Comprehend Medical and of providers. */
export const dependencyAlarms = (measured: Measured, stage: Stage): readonly AlarmPlan[] => [
  { kind: 'audit-failing', metric: measured.metric('AuditFailures', {}, 'Sum') },
  { kind: 'audit-slow', metric: measured.metric('AuditWrite', {}, 'p99') },
  ...detectorAlarms(measured, stage),
  { kind: 'provider-failing', metric: measured.total('ProviderFailures', { reason: CAUSED_BY_CALLERS }) },
  { kind: 'provider-falling-back', metric: measured.total('ProviderFallbacks') },
];
