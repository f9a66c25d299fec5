import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { StageInput } from './stage.ts';

/**
 * The stages that can be deployed. These two are examples: change them, or add your own, before the first deployment.
 * What each setting means stands in `stage.ts`.
 */
export const STAGES: readonly StageInput[] = [
  {
    name: 'dev',
    region: 'us-east-1',
    data: 'destroy',
    vaultDays: 7,
    media: 'block',
    audit: { lock: 'governance', days: 1 },
    logDays: RetentionDays.ONE_MONTH,
    providers: ['openai'],
    throttle: { rate: 20, burst: 40 },
  },
  {
    name: 'prod',
    region: 'us-east-1',
    data: 'retain',
    vaultDays: 90,
    media: 'block',
    audit: { lock: 'compliance', days: 2192 },
    alarms: { email: 'oncall@hospital.example' },
    logDays: RetentionDays.SIX_YEARS,
    providers: ['openai'],
    throttle: { rate: 200, burst: 400 },
    concurrency: { chat: 200, responses: 200, plain: 20, inspect: 20 },
  },
];
