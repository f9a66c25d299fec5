import { GatewayError } from '../../contract/gateway-error.ts';
import { type ErrorBody, errorBody, errorStatus } from '../../openai/error-body.ts';
import type { Decision } from '../decide.ts';
import type { BodyKind } from './body-kind.ts';
import type { Finding, FoundString } from './found-strings.ts';
import type { Inspection } from './inspect-body.ts';

type Counts = Readonly<Record<string, number>>;

/** What the real request would meet. */
type ReportedDecision =
  | { readonly action: 'proceed' }
  | { readonly action: 'refuse'; readonly status: number; readonly error: ErrorBody['error'] };

interface ReportedString extends Pick<FoundString, 'path' | 'kind' | 'tokenised'> {
  readonly spans: readonly Finding[];
}

/** The answer of a dry run. Of what was replaced it holds places and tokens, and no value. */
export interface InspectionReport {
  readonly object: 'phi.inspection';
  readonly kind: BodyKind;
  readonly decision: ReportedDecision;
  /** Distinct values by type: those that tokens take the place of, the blocked ones among them, and those that stay. */
  readonly counts: { readonly replaced: Counts; readonly kept: Counts; readonly blocked: Counts };
  /** Whether the local recognizers alone were asked, since the detector's service was down. */
  readonly degraded: boolean;
  readonly results: readonly ReportedString[];
  /** Whom the request would go to first. */
  readonly provider: { readonly name: string; readonly model: string; readonly path: string } | null;
  readonly provider_body: unknown;
}

const decisionOf = (decision: Decision): ReportedDecision => {
  if (decision.kind === 'proceed') return { action: 'proceed' };
  const error = new GatewayError(decision.failure, { param: decision.param });
  return { action: 'refuse', status: errorStatus(error), ...errorBody(error) };
};

const spanOf = ({ start, end, type, source, score, action, rule, token }: Finding): Finding => ({
  ...{ start, end, type, source, score, action, rule, token },
});

export const reportOf = ({ kind, scrubbed, strings, sendable }: Inspection): InspectionReport => ({
  object: 'phi.inspection',
  kind,
  decision: decisionOf(scrubbed.decision),
  counts: {
    replaced: scrubbed.phi,
    kept: scrubbed.byPolicy.kept ?? {},
    blocked: scrubbed.byPolicy.blocked ?? {},
  },
  degraded: scrubbed.degraded,
  results: strings
    .filter(({ isTelling }) => isTelling)
    .map(({ path, kind: what, tokenised, findings }) => ({
      ...{ path, kind: what, tokenised },
      spans: findings.map(spanOf),
    })),
  provider:
    sendable === undefined
      ? null
      : { name: sendable.target.provider, model: sendable.target.model, path: sendable.request.path },
  provider_body: sendable === undefined ? null : JSON.parse(sendable.request.body),
});
