import type { MeasuredEndpoint } from '../contract/metrics.ts';

/** What stands behind `/v1`, and whether more may follow. */
const ENDPOINTS: readonly (readonly [RegExp, MeasuredEndpoint])[] = [
  [/^\/v1\/chat\/completions$/, 'chat.completions'],
  [/^\/v1\/responses$/, 'responses'],
  [/^\/v1\/responses\//, 'stored_responses'],
  [/^\/v1\/conversations(?:\/|$)/, 'conversations'],
  [/^\/v1\/phi\/inspect$/, 'inspect'],
  [/^\/v1\/models(?:\/|$)/, 'models'],
  [/^\/healthz$/, 'health'],
];

/** The endpoint that a path belongs to; of the path itself nothing is told. */
export const measuredEndpoint = (path: string): MeasuredEndpoint =>
  ENDPOINTS.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
