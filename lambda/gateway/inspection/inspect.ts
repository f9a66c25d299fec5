import type { AuditLog } from '../../audit/event.ts';
import { parseJsonBody } from '../../openai/json-text.ts';
import { targetsFor } from '../../providers/target.ts';
import { admit } from '../admit.ts';
import { answerHeaders } from '../answer-headers.ts';
import type { GatewayCall, JsonAnswer } from '../call.ts';
import { bearerDialect, withCallersKey } from '../dialect.ts';
import type { GatewayPorts, PreparePorts } from '../ports.ts';
import { type Inspection, inspectBody } from './inspect-body.ts';
import { reportOf } from './report.ts';

/** No vault, no state, no provider: what a dry run is told can go nowhere. */
export type InspectPorts = PreparePorts & Pick<GatewayPorts, 'authenticator' | 'limits' | 'audit' | 'clock'>;

/** The name of a model may be PHI that could not be replaced. */
const modelOf = ({ model, scrubbed: { decision } }: Inspection): { modelAsked?: string } => {
  if (model === undefined) return {};
  return { modelAsked: decision.kind === 'refuse' && !decision.rewritten ? '*' : model };
};

const eventOf = (inspection: Inspection, { requestId }: GatewayCall, body: string) => {
  const { kind, scrubbed, under } = inspection;
  const { tenant, keyId, role } = under.caller;
  const { decision } = scrubbed;
  return {
    kind: 'inspected' as const,
    ...{ requestId, tenant, keyId, role },
    body: kind,
    ...modelOf(inspection),
    scope: under.scope.id,
    phi: scrubbed.phi,
    ...scrubbed.byPolicy,
    payloadHash: under.scope.hashPayload(body),
    ...(scrubbed.degraded && { degraded: true as const }),
    decision: decision.kind,
    ...(decision.kind === 'refuse' && { reason: decision.failure, param: decision.param }),
  };
};

const record = (audit: AuditLog, inspection: Inspection, call: GatewayCall, body: string): Promise<void> =>
  audit.write(eventOf(inspection, call, body));

/**
 * `POST /v1/phi/inspect`: the dry run. The path of a request, with its own steps, up to where it would be put on record
 * as opened; the record says that it was looked into.
 *
 * Whoever may ask models may ask what would become of a request; whoever may not learns no tokens either, with which
 * the texts of the audit could be guessed.
 */
export const createInspect =
  (ports: InspectPorts) =>
  async (call: GatewayCall): Promise<JsonAnswer> => {
    const presented = bearerDialect(call);
    const caller = await ports.authenticator.authenticate(presented.serviceKey, call.signal);
    const { callersKey } = withCallersKey(presented, call);
    const limitHeaders = await admit(caller, ports.limits, call.signal);
    const body = await call.readBody();
    const asked = { call, caller, length: body.length };
    const inspection = await inspectBody(parseJsonBody(body), asked, ports, (targets) =>
      targetsFor(targets, callersKey),
    );
    await record(ports.audit, inspection, call, body);
    const facts = { call, limitHeaders, phi: inspection.scrubbed.phi, clock: ports.clock };
    return { kind: 'json', headers: answerHeaders({ headers: {} }, facts), body: reportOf(inspection) };
  };
