import type { Caller } from '../access/api-key.ts';
import { allows } from '../access/roles.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import { responseId } from '../contract/tenant.ts';
import { parseJsonBody } from '../openai/json-text.ts';
import type { JsonObject } from '../openai/json-value.ts';
import { chatFromResponses } from '../openai/over-chat/chat-from-responses.ts';
import { inputItemsOf } from '../openai/responses/input-items.ts';
import { askedForSealed } from '../openai/responses/replay.ts';
import { withEcho } from '../openai/responses/response-echo.ts';
import { outboundResponses, pathInCallersBody } from '../openai/responses/responses-outbound.ts';
import { parseResponsesRequest, type ResponsesRequest } from '../openai/responses/responses-request.ts';
import { responsesRequestLeaves } from '../openai/responses/responses-request-leaves.ts';
import { admit } from './admit.ts';
import { answerPlain } from './answer-plain.ts';
import { answerStream } from './answer-stream.ts';
import type { GatewayAnswer, GatewayCall } from './call.ts';
import { callProvider, type Outbound } from './call-provider.ts';
import type { MediaPolicy } from './decide.ts';
import { bearerDialect, withCallersKey } from './dialect.ts';
import { openExchange } from './exchange.ts';
import { failedBefore } from './failed-before.ts';
import { keepResponse } from './keep-response.ts';
import { keepValues } from './keep-values.ts';
import { asResponse } from './over-chat.ts';
import type { ResponsesPorts } from './ports.ts';
import { type Recalled, recallEarlier } from './recall.ts';
import { createResponsePlainWire, createResponseStreamWire, type ResponseView } from './responses-wire.ts';
import { type Scrubbed, scrub } from './scrub.ts';
import { openTokenScope, scopeOfCall, type TokenScope } from './token-scope.ts';
import { holdsMedia, knowsMore } from './unread.ts';

/** Whether the client wants to find the response again; OpenAI's default is that it does. */
const wantsStored = ({ store }: ResponsesRequest, { vault }: Caller): boolean =>
  store !== false && vault !== 'none';

/** The earlier turns go out again, so the caller must be allowed to send what stands in them. */
const withHistory = (
  scrubbed: Scrubbed,
  { history, refs, param }: Recalled,
  caller: Caller,
  media: MediaPolicy,
): Scrubbed => {
  const maySendPhi = allows(caller.role, 'phi:send');
  const pictured = holdsMedia(history);
  const failure =
    pictured && !(media === 'allow' && maySendPhi)
      ? 'media_blocked'
      : refs.length > 0 && !maySendPhi
        ? 'phi_not_allowed'
        : undefined;
  if (failure === undefined || scrubbed.decision.kind === 'refuse') return scrubbed;
  return { ...scrubbed, decision: { kind: 'refuse', failure, param, rewritten: true } };
};

/** Who the end user is goes out as a hash, and comes back as the client said it. */
const identitiesOf = ({ user, safety_identifier, prompt_cache_key }: ResponsesRequest): JsonObject => ({
  ...(user !== undefined && { user }),
  ...(safety_identifier !== undefined && { safety_identifier }),
  ...(prompt_cache_key !== undefined && { prompt_cache_key }),
});

const viewOf = (
  call: GatewayCall,
  request: ResponsesRequest,
  { book }: TokenScope,
  scrubbed: Scrubbed,
  stored: boolean,
): ResponseView => {
  const ours = { id: responseId(call.requestId), stored };
  const kept = { ...scrubbed.body, ...identitiesOf(request) };
  return {
    book,
    present: (restored) => withEcho(restored, request, ours),
    asStored: (response) => withEcho(response, kept, ours),
    sealed: askedForSealed(request),
    padding: request.stream_options?.include_obfuscation !== false,
  };
};

/** The body for a model of a provider, from the scrubbed one and the history. */
const bodyFor =
  (
    { body }: Scrubbed,
    { history, resolved }: Recalled,
    { book }: TokenScope,
    caller: Caller,
    keeps: boolean,
  ) =>
  (model: string): JsonObject =>
    outboundResponses(body, {
      ...{ model, history, resolved, keeps },
      tokens: book.known().length > 0,
      ...(caller.maxOutputTokens !== undefined && { maxOutputTokens: caller.maxOutputTokens }),
    });

const outboundOf = (
  bodyForModel: (model: string) => JsonObject,
  { body }: Scrubbed,
  { history }: Recalled,
): Outbound => ({
  request: ({ model, responses }) =>
    responses
      ? { path: '/responses', body: JSON.stringify(bodyForModel(model)) }
      : { path: '/chat/completions', body: JSON.stringify(chatFromResponses(bodyForModel(model))) },
  pathInCallersBody: (path) => pathInCallersBody(path, body, history),
});

/**
 * `POST /v1/responses`: the path of a request.
 *
 * Throws a `GatewayError` for everything that goes wrong before the answer begins; what goes wrong later ends the
 * answer's frames with an error event and `response.failed`.
 */
export const createResponses =
  (ports: ResponsesPorts) =>
  async (call: GatewayCall): Promise<GatewayAnswer> => {
    const presented = bearerDialect(call);
    const caller = await ports.authenticator.authenticate(presented.serviceKey, call.signal);
    const dialect = withCallersKey(presented, call);
    const limitHeaders = await admit(caller, ports.limits, call.signal);
    const body = await call.readBody();
    const request = parseResponsesRequest(parseJsonBody(body));
    const targets = ports.catalogue.resolve(request.model);
    if (targets.length === 0) throw new GatewayError('unknown_model', { param: 'model' });

    const recalled = await recallEarlier(request, caller, ports, call.signal);
    const which = recalled.scope === undefined ? scopeOfCall(call, caller) : { id: recalled.scope };
    const scope = await openTokenScope(which, caller, ports.keys, call.signal);
    scope.book.recall(recalled.values);
    const found = await scrub(responsesRequestLeaves, request, {
      ...ports,
      ...{ caller, scope, signal: call.signal, length: body.length, sealed: recalled.sealed },
    });
    const scrubbed = withHistory(found, recalled, caller, ports.media);

    const streamed = request.stream === true;
    const stored = wantsStored(request, caller);
    const unread = knowsMore(request, [...recalled.history, ...inputItemsOf(request.input)]);
    const payloadHash = scope.hashPayload(body);
    const facts = { call, caller, scope, scrubbed, payloadHash, model: request.model, streamed, unread };
    const exchange = await openExchange({ endpoint: 'responses', ...facts }, ports);

    const kept = keepValues(ports.vault, caller, scope);
    const bodyForModel = bodyFor(scrubbed, recalled, scope, caller, stored);
    const outbound = outboundOf(bodyForModel, scrubbed, recalled);
    const answer = await failedBefore(exchange, call, async () =>
      asResponse(
        await callProvider({ call, dialect, targets, kept, streamed, outbound }, ports.provider),
        bodyForModel,
        ports.clock,
      ),
    );
    const view = viewOf(call, request, scope, scrubbed, stored);
    const turn = { id: responseId(call.requestId), caller, scope, scrubbed, recalled, kept, stored, unread };
    const context = { call, limitHeaders, exchange, kept, clock: ports.clock, phi: scrubbed.phi };
    if (answer.kind === 'plain') {
      const wire = createResponsePlainWire(view);
      const settle = () => keepResponse(wire.final(), turn, ports);
      return answerPlain(answer, wire, { ...context, settle });
    }
    const wire = createResponseStreamWire(view);
    const settle = () => keepResponse(wire.final(), turn, ports);
    return answerStream(answer, wire, { ...context, settle }, ports.log);
  };
