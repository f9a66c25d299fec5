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
import { pathInRequest } from '../openai/responses/response-format.ts';
import { outboundResponses, pathInCallersBody } from '../openai/responses/responses-outbound.ts';
import { parseResponsesRequest, type ResponsesRequest } from '../openai/responses/responses-request.ts';
import { responsesRequestLeaves } from '../openai/responses/responses-request-leaves.ts';
import type { PlainAnswer, StreamedAnswer } from '../providers/provider.ts';
import type { ProviderTarget } from '../providers/target.ts';
import { typeOf } from '../tokens/token.ts';
import { admit } from './admit.ts';
import type { AnswerContext } from './answer-context.ts';
import { answerPlain } from './answer-plain.ts';
import { answerStream } from './answer-stream.ts';
import type { Asked, EventAnswer, GatewayAnswer, GatewayCall, JsonAnswer } from './call.ts';
import { callProvider, type Outbound } from './call-provider.ts';
import { type MediaPolicy, mediaUnder } from './decide.ts';
import { bearerDialect, withCallersKey } from './dialect.ts';
import { openExchange } from './exchange.ts';
import { failedBefore } from './failed-before.ts';
import { keepResponse, noteSealed, type Turn } from './keep-response.ts';
import { keepValues } from './keep-values.ts';
import { notesFor } from './notes-for.ts';
import { openUnderPolicy, type UnderPolicy } from './open-under-policy.ts';
import { asResponse } from './over-chat.ts';
import type { PreparePorts, ResponsesPorts } from './ports.ts';
import { type RecallDeps, type Recalled, recallEarlier } from './recall.ts';
import { createResponsePlainWire, createResponseStreamWire, type ResponseView } from './responses-wire.ts';
import { type Scrubbed, scrub } from './scrub.ts';
import type { TenantPolicy } from './tenant-policy.ts';
import { scopeOfCall } from './token-scope.ts';
import { holdsMedia, knowsMore } from './unread.ts';

/** Whether the client wants to find the response again; OpenAI's default is that it does. */
const wantsStored = ({ store }: ResponsesRequest, { vault }: Caller): boolean =>
  store !== false && vault !== 'none';

/** By what a request is decided, earlier turns among it. */
interface Deciding {
  readonly caller: Caller;
  readonly policy: TenantPolicy;
  /** Of the stage. */
  readonly media: MediaPolicy;
}

/**
 * The decision as the caller hears of it: about the fields of the body as it came, and about the earlier turns, which go
 * out again, so the caller must be allowed to send what stands in them, and the tenant's policy mustn't block it by now.
 */
const decided = (
  scrubbed: Scrubbed,
  { history, resolved, refs, param }: Recalled,
  { caller, policy, media }: Deciding,
  inRequest: (path: string) => string,
): Scrubbed => {
  const { decision } = scrubbed;
  if (decision.kind === 'refuse') {
    return { ...scrubbed, decision: { ...decision, param: inRequest(decision.param) } };
  }
  const maySendPhi = allows(caller.role, 'phi:send');
  const pictured = holdsMedia([...history, ...resolved.values()]);
  const failure =
    pictured && !(mediaUnder(media, policy.settings) === 'allow' && maySendPhi)
      ? 'media_blocked'
      : refs.length > 0 && !maySendPhi
        ? 'phi_not_allowed'
        : refs.some(({ token }) => policy.settings.actions[typeOf(token)] === 'block')
          ? 'phi_blocked'
          : undefined;
  if (failure === undefined) return scrubbed;
  return { ...scrubbed, decision: { kind: 'refuse', failure, param, rewritten: true } };
};

/** Who the end user is goes out as a hash, and comes back as the client said it. */
const identitiesOf = ({ user, safety_identifier, prompt_cache_key }: ResponsesRequest): JsonObject => ({
  ...(user !== undefined && { user }),
  ...(safety_identifier !== undefined && { safety_identifier }),
  ...(prompt_cache_key !== undefined && { prompt_cache_key }),
});

const viewOf = (request: ResponsesRequest, { id, scope: { book }, scrubbed, stored }: Turn): ResponseView => {
  const ours = { id, stored };
  const kept = { ...scrubbed.body, ...identitiesOf(request) };
  return {
    book,
    present: (restored) => withEcho(restored, request, ours),
    asStored: (response) => withEcho(response, kept, ours),
    sealed: askedForSealed(request),
    padding: request.stream_options?.include_obfuscation !== false,
    stored,
  };
};

/** What is known of a turn before anything of it leaves. */
type Preparation = Pick<Turn, 'scrubbed' | 'recalled' | 'stored'> & {
  readonly call: Asked['call'];
  readonly under: UnderPolicy;
};

/** What a target gets, from the scrubbed body and the history. */
type BodyFor = (target: ProviderTarget) => JsonObject;

const outboundOf = (
  { call, under, scrubbed, recalled, stored }: Preparation,
  inRequest: (path: string) => string,
): { readonly bodyFor: BodyFor; readonly outbound: Outbound } => {
  const { history, resolved } = recalled;
  const sources = { history, resolved, tokens: under.scope.book.known().length > 0 };
  const { maxOutputTokens } = under.caller;
  const bodyFor: BodyFor = ({ model, responses }) =>
    outboundResponses(scrubbed.body, {
      ...{ ...sources, model, responses, keeps: stored || recalled.conversation !== undefined },
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      notes: notesFor(call, under),
    });
  const request: Outbound['request'] = (target) =>
    target.responses
      ? { path: '/responses', body: JSON.stringify(bodyFor(target)) }
      : { path: '/chat/completions', body: JSON.stringify(chatFromResponses(bodyFor(target))) };
  const pathBack = (theirs: string): string | undefined => {
    const path = pathInCallersBody(theirs, scrubbed.body, sources);
    return path === undefined ? undefined : inRequest(path);
  };
  return { bodyFor, outbound: { request, pathInCallersBody: pathBack } };
};

const giveAnswer = (
  answer: PlainAnswer | StreamedAnswer,
  view: ResponseView,
  turn: Turn,
  context: Omit<AnswerContext, 'settle'>,
  ports: ResponsesPorts,
): Promise<JsonAnswer> | EventAnswer => {
  if (answer.kind === 'plain') {
    const wire = createResponsePlainWire(view);
    return answerPlain(answer, wire, { ...context, settle: () => keepResponse(wire.final(), turn, ports) });
  }
  const wire = createResponseStreamWire(view);
  const settle = (): Promise<void> => keepResponse(wire.final(), turn, ports);
  const salvage = (): Promise<void> => noteSealed(wire.sealedParts(), turn, ports);
  return answerStream(answer, wire, { ...context, settle, salvage }, ports.log);
};

/**
 * Makes of a body what may leave, and decides whether it does. Nothing is kept, recorded or sent yet, so this is where the
 * dry run ends.
 */
export const prepareResponses = async (
  asked: JsonObject,
  { call, caller, length }: Asked,
  ports: PreparePorts & RecallDeps,
) => {
  const inRequest = (path: string): string => pathInRequest(path, asked);
  const request = parseResponsesRequest(asked);
  const targets = ports.catalogue.resolve(request.model);
  if (targets.length === 0) throw new GatewayError('unknown_model', { param: 'model' });

  const recalled = await recallEarlier(request, caller, ports, call.signal);
  const which = recalled.scope === undefined ? scopeOfCall(call, caller) : { id: recalled.scope };
  const under = await openUnderPolicy(which, caller, ports, call.signal);
  under.scope.book.recall(recalled.values);
  const found = await scrub(responsesRequestLeaves, request, {
    ...{ ...ports, ...under, signal: call.signal, length },
    ...{ sealed: recalled.sealed, ids: recalled.ids },
  });
  const scrubbed = decided(found, recalled, { ...under, media: ports.media }, inRequest);
  const stored = wantsStored(request, caller);
  const sending = outboundOf({ call, under, scrubbed, recalled, stored }, inRequest);
  return { request, targets, recalled, under, scrubbed, stored, ...sending };
};

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
    const asked = parseJsonBody(body);
    const prepared = await prepareResponses(asked, { call, caller, length: body.length }, ports);
    const { request, targets, recalled, under, scrubbed, stored, bodyFor, outbound } = prepared;
    const { scope } = under;

    const streamed = request.stream === true;
    const earlier = [...recalled.history, ...recalled.resolved.values()];
    const unread = knowsMore(request, [...earlier, ...inputItemsOf(request.input)]);
    const payloadHash = scope.hashPayload(body);
    const facts = { ...under, call, scrubbed, payloadHash, model: request.model, streamed, unread };
    const exchange = await openExchange({ endpoint: 'responses', ...facts }, ports);

    const kept = keepValues(ports.vault, caller, scope);
    const turn = { ...under, id: responseId(call.requestId), scrubbed, recalled, kept, stored, unread };
    const answer = await failedBefore(exchange, call, async () =>
      asResponse(
        await callProvider({ call, dialect, targets, kept, streamed, outbound }, ports.provider),
        bodyFor,
        turn.id,
        ports.clock,
      ),
    );
    const context = { call, limitHeaders, exchange, kept, clock: ports.clock, phi: scrubbed.phi };
    return giveAnswer(answer, viewOf(request, turn), turn, context, ports);
  };
