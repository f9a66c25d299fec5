import type { Caller } from '../access/api-key.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import { outboundChat, pathInCallersBody } from '../openai/chat/chat-outbound.ts';
import { type ChatRequest, parseChatRequest } from '../openai/chat/chat-request.ts';
import { chatRequestLeaves } from '../openai/chat/chat-request-leaves.ts';
import { parseJsonBody } from '../openai/json-text.ts';
import { isJsonObject } from '../openai/json-value.ts';
import { admit } from './admit.ts';
import { answerPlain } from './answer-plain.ts';
import { answerStream } from './answer-stream.ts';
import type { Asked, GatewayAnswer, GatewayCall } from './call.ts';
import { callProvider, type Outbound } from './call-provider.ts';
import { createChatPlainWire, createChatStreamWire } from './chat-wire.ts';
import { type Dialect, readDialect, withCallersKey, withDefaults } from './dialect.ts';
import { openExchange } from './exchange.ts';
import { failedBefore } from './failed-before.ts';
import { keepValues } from './keep-values.ts';
import { notesFor } from './notes-for.ts';
import { openUnderPolicy, type UnderPolicy } from './open-under-policy.ts';
import type { GatewayPorts, PreparePorts } from './ports.ts';
import { type Scrubbed, scrub } from './scrub.ts';
import { scopeOfCall } from './token-scope.ts';

/** The text-only dialect promises that neither messages nor PHI are stored, whatever the key says. */
const underPromise = (caller: Caller, { kind }: Dialect): Caller =>
  kind === 'text-only' ? { ...caller, vault: 'none' } : caller;

const parse = (body: string, dialect: Dialect): ChatRequest =>
  parseChatRequest(withDefaults(dialect, parseJsonBody(body)));

const outboundOf = ({ body, phi }: Scrubbed, call: Asked['call'], under: UnderPolicy): Outbound => {
  const { maxOutputTokens } = under.caller;
  const options = {
    tokens: Object.keys(phi).length > 0,
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
  };
  return {
    request: ({ model }) => ({
      path: '/chat/completions',
      body: JSON.stringify(outboundChat(body, { ...options, model, notes: notesFor(call, under) })),
    }),
    pathInCallersBody: (path) => pathInCallersBody(path, body, options),
  };
};

/**
 * Makes of a request what may leave, and decides whether it does. Nothing is kept, recorded or sent yet, so this is where
 * the dry run ends.
 */
export const prepareChat = async (
  request: ChatRequest,
  { call, caller, length }: Asked,
  ports: PreparePorts,
) => {
  const targets = ports.catalogue.resolve(request.model);
  if (targets.length === 0) throw new GatewayError('unknown_model', { param: 'model' });
  const under = await openUnderPolicy(scopeOfCall(call, caller), caller, ports, call.signal);
  const deps = { ...ports, ...under, signal: call.signal, length };
  const scrubbed = await scrub(chatRequestLeaves, request, deps);
  return { targets, under, scrubbed, outbound: outboundOf(scrubbed, call, under) };
};

/**
 * `POST /v1/chat/completions`: the path of a request.
 *
 * Throws a `GatewayError` for everything that goes wrong before the answer begins; what goes wrong later ends the
 * answer's frames with an error event.
 */
export const createChatCompletions =
  (ports: GatewayPorts) =>
  async (call: GatewayCall): Promise<GatewayAnswer> => {
    const presented = readDialect(call);
    const known = await ports.authenticator.authenticate(presented.serviceKey, call.signal);
    const dialect = withCallersKey(presented, call);
    const caller = underPromise(known, dialect);
    const limitHeaders = await admit(caller, ports.limits, call.signal);
    const body = await call.readBody();
    const request = parse(body, dialect);
    const asked = { call, caller, length: body.length };
    const { targets, under, scrubbed, outbound } = await prepareChat(request, asked, ports);
    const { scope } = under;

    const streamed = request.stream === true;
    const unread = scrubbed.mediaParts > 0 || isJsonObject(request['web_search_options']);
    const payloadHash = scope.hashPayload(body);
    const facts = { ...under, call, scrubbed, payloadHash, model: request.model, streamed, unread };
    const exchange = await openExchange({ endpoint: 'chat.completions', ...facts }, ports);

    const kept = keepValues(ports.vault, caller, scope);
    const answer = await failedBefore(exchange, call, () =>
      callProvider({ call, dialect, targets, kept, streamed, outbound }, ports.provider),
    );
    const context = {
      ...{ call, limitHeaders, exchange, kept, clock: ports.clock },
      phi: scrubbed.phi,
      settle: () => kept.settled(),
    };
    return answer.kind === 'plain'
      ? answerPlain(answer, createChatPlainWire(scope.book, dialect), context)
      : answerStream(answer, createChatStreamWire(scope.book, request), context, ports.log);
  };
