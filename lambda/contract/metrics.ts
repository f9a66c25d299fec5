import type { Failure } from './gateway-error.ts';
import { PHI_TYPES, type PhiType } from './phi-type.ts';

/** Under which CloudWatch keeps all metrics of Hawthorn. */
export const METRIC_NAMESPACE = 'Hawthorn';

/** Every metric has this dimension besides its own: the stage's name. */
export const STAGE_DIMENSION = 'stage';

/** What was asked for: the places of the API, several routes of one kind together. */
const MEASURED_ENDPOINTS = [
  'chat.completions',
  'responses',
  'stored_responses',
  'conversations',
  'inspect',
  'models',
  'health',
  'other',
] as const;

/**
 * How a request ended: with a whole answer; refused for what the caller did (4xx); stopped for the PHI in it; kept out
 * for its key or role (401, 403); over a limit (429); failed (5xx); a stream that ended in an error; left by the client.
 */
export const REQUEST_OUTCOMES = [
  'answered',
  'refused',
  'blocked',
  'denied',
  'limited',
  'failed',
  'broken',
  'abandoned',
] as const;

/**
 * The path of a request, in its order and without gaps: each step begins where the one before it ended. `prepare` is
 * policy, keys and earlier turns; `tokenise` is deciding and rewriting; `provider` lasts to the provider's first byte;
 * `answer` is passing on the rest, and making it durable.
 */
export const STEPS = [
  'authenticate',
  'admit',
  'parse',
  'prepare',
  'detect',
  'tokenise',
  'audit_open',
  'provider',
  'answer',
  'audit_close',
] as const;

/** Why a provider's answer could not be used. */
const PROVIDER_FAILURE_REASONS = [
  'provider_down',
  'provider_silent',
  'provider_failed',
  'provider_cut',
  'provider_rate_limit',
  'provider_quota',
  'provider_key_refused',
  'refused_by_provider',
  'unknown_model',
  'unsupported_by_provider',
  'other',
] as const satisfies readonly (Failure | 'other')[];

export type MeasuredEndpoint = (typeof MEASURED_ENDPOINTS)[number];
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];
export type Step = (typeof STEPS)[number];
export type ProviderFailureReason = (typeof PROVIDER_FAILURE_REASONS)[number];

/** The values that a dimension may have. What a caller says is never one. */
export interface DimensionValues {
  readonly endpoint: MeasuredEndpoint;
  readonly outcome: RequestOutcome;
  readonly step: Step;
  readonly type: PhiType;
  readonly reason: ProviderFailureReason;
  /** A provider's name in the model catalogue, which whoever deploys writes. */
  readonly provider: string;
}

export type Dimension = keyof DimensionValues;

/** The same at run time; `provider` is closed by the stage's model catalogue. */
export const CLOSED_DIMENSIONS = {
  endpoint: MEASURED_ENDPOINTS,
  outcome: REQUEST_OUTCOMES,
  step: STEPS,
  type: PHI_TYPES,
  reason: PROVIDER_FAILURE_REASONS,
} as const satisfies { readonly [D in Exclude<Dimension, 'provider'>]: readonly DimensionValues[D][] };

const isReason = (failure: string): failure is ProviderFailureReason =>
  PROVIDER_FAILURE_REASONS.some((reason) => reason === failure);

/** A failure as the reason why a provider's answer could not be used. */
export const failureReason = (failure: string): ProviderFailureReason =>
  isReason(failure) ? failure : 'other';

type MetricUnit = 'Count' | 'Milliseconds';

interface Metric {
  readonly unit: MetricUnit;
  /** Besides the stage's. */
  readonly dimensions: readonly Dimension[];
  /** What a value of it says. */
  readonly says: string;
}

/** The closed catalogue of metrics: what functions tell, and what dashboards and alarms may ask for. */
export const METRICS = {
  Requests: {
    unit: 'Count',
    dimensions: ['endpoint', 'outcome'],
    says: 'Requests that have ended, by how they did.',
  },
  Duration: {
    unit: 'Milliseconds',
    dimensions: ['endpoint'],
    says: 'From the arrival of a request to the end of its answer.',
  },
  FirstContent: {
    unit: 'Milliseconds',
    dimensions: ['endpoint'],
    says: 'From the arrival of a request to the first content for the client; of answers by a provider alone.',
  },
  Overhead: {
    unit: 'Milliseconds',
    dimensions: ['endpoint'],
    says: 'What of FirstContent is ours: without the time in which a provider was waited for.',
  },
  StepDuration: {
    unit: 'Milliseconds',
    dimensions: ['endpoint', 'step'],
    says: 'How long a step of the path took in one request.',
  },
  PhiFound: {
    unit: 'Count',
    dimensions: ['type'],
    says: 'Distinct values of PHI found in a request, by type.',
  },
  DetectorCharacters: {
    unit: 'Count',
    dimensions: [],
    says: 'Characters that Comprehend Medical has looked into.',
  },
  DetectorUnits: {
    unit: 'Count',
    dimensions: [],
    says: 'What Comprehend Medical bills: each 100 characters begun, at least one a call.',
  },
  DetectorCalls: { unit: 'Count', dimensions: [], says: 'Calls of Comprehend Medical, each try.' },
  DetectorFailures: { unit: 'Count', dimensions: [], says: 'Those of them that gave no answer.' },
  DetectorDegraded: {
    unit: 'Count',
    dimensions: [],
    says: 'Requests that were looked into without Comprehend Medical, since it was out and the policy allows that.',
  },
  SpanCacheHits: { unit: 'Count', dimensions: [], says: 'Texts whose findings were remembered.' },
  SpanCacheMisses: {
    unit: 'Count',
    dimensions: [],
    says: 'Texts that the detector was asked about; Comprehend Medical, where it is in use.',
  },
  ProviderFailures: {
    unit: 'Count',
    dimensions: ['provider', 'reason'],
    says: 'Calls of a provider that gave no answer, and why.',
  },
  ProviderFallbacks: {
    unit: 'Count',
    dimensions: ['provider'],
    says: 'How often another model was asked because this provider gave no answer.',
  },
  ProviderTokensIn: {
    unit: 'Count',
    dimensions: ['endpoint'],
    says: 'Tokens of the prompt, as the provider counts them.',
  },
  ProviderTokensOut: {
    unit: 'Count',
    dimensions: ['endpoint'],
    says: 'Tokens of the answer, as the provider counts them.',
  },
  AuditFailures: { unit: 'Count', dimensions: [], says: 'Audit records that could not be written.' },
  AuditWrite: { unit: 'Milliseconds', dimensions: [], says: 'How long one audit record took to be durable.' },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** Exactly the dimensions of a metric, besides the stage's. */
export type DimensionsOf<N extends MetricName> = Pick<
  DimensionValues,
  (typeof METRICS)[N]['dimensions'][number]
>;
