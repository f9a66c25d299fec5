import { GatewayError } from '../../contract/gateway-error.ts';
import { parseChatRequest } from '../../openai/chat/chat-request.ts';
import { chatRequestLeaves } from '../../openai/chat/chat-request-leaves.ts';
import type { JsonObject } from '../../openai/json-value.ts';
import { fields, list, text } from '../../openai/leaf.ts';
import { pathInRequest } from '../../openai/responses/response-format.ts';
import { responsesRequestLeaves } from '../../openai/responses/responses-request-leaves.ts';
import type { OutboundRequest } from '../../providers/provider.ts';
import type { ProviderTarget } from '../../providers/target.ts';
import type { Asked } from '../call.ts';
import { inCallersWords, type Outbound } from '../call-provider.ts';
import { prepareChat } from '../chat-completions.ts';
import { openUnderPolicy, type UnderPolicy } from '../open-under-policy.ts';
import type { PreparePorts } from '../ports.ts';
import type { RecallDeps } from '../recall.ts';
import { prepareResponses } from '../responses.ts';
import { type Scrubbed, scrub } from '../scrub.ts';
import { scopeOfCall } from '../token-scope.ts';
import { type BodyKind, bodyKindOf } from './body-kind.ts';
import { type FoundString, foundStrings } from './found-strings.ts';

/** A request as the provider would get it. */
interface Sendable {
  readonly target: ProviderTarget;
  readonly request: OutboundRequest;
}

/** What would become of a body, if it was sent. */
export interface Inspection {
  readonly kind: BodyKind;
  /** As the caller named it; texts name none. */
  readonly model: string | undefined;
  readonly under: UnderPolicy;
  readonly scrubbed: Scrubbed;
  /** Of texts all, in order. */
  readonly strings: readonly FoundString[];
  /** Nothing where the request would be refused, nor for texts. */
  readonly sendable: Sendable | undefined;
}

/** Which of a model's targets may be asked: a caller's own key goes to some of them only. */
export type TargetsFor = (targets: readonly ProviderTarget[]) => readonly ProviderTarget[];

const unread = (param: string) => () => Promise.reject(new GatewayError('state_not_inspected', { param }));

/** A dry run has no right to what is stored, so nothing can be gone on from. */
const NO_STATE: RecallDeps = {
  state: {
    responses: { chain: unread('previous_response_id'), items: unread('input') },
    conversations: { find: unread('conversation'), items: unread('conversation') },
    sealed: { scopesOf: unread('input') },
  },
  recall: { recall: unread('input') },
};

/** The request for the first target that understands it, as a real call tries them. */
const sendableTo = (targets: readonly ProviderTarget[], outbound: Outbound): Sendable => {
  let failure: unknown = new GatewayError('unknown_model', { param: 'model' });
  for (const target of targets) {
    try {
      return { target, request: outbound.request(target) };
    } catch (error) {
      failure = inCallersWords(error, outbound);
    }
  }
  throw failure;
};

const TEXTS = fields({ input: list(text) });

const inspectTexts = async (body: JsonObject, { call, caller, length }: Asked, ports: PreparePorts) => {
  const under = await openUnderPolicy(scopeOfCall(call, caller), caller, ports, call.signal);
  const scrubbed = await scrub(TEXTS, body, { ...ports, ...under, signal: call.signal, length });
  const found = new Map(
    foundStrings(TEXTS, body, scrubbed.leaves, under.scope).map((one) => [one.path, one]),
  );
  const { input } = scrubbed.body;
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input];
  const strings = texts.map((tokenised, index): FoundString => {
    const path = Array.isArray(input) ? `input[${index}]` : 'input';
    const findings = found.get(path)?.findings ?? [];
    return { path, kind: 'text', tokenised: String(tokenised), findings, isTelling: true };
  });
  return { kind: 'texts', model: undefined, under, scrubbed, strings, sendable: undefined } as const;
};

const inspectChat = async (body: JsonObject, asked: Asked, ports: PreparePorts, targetsFor: TargetsFor) => {
  const request = parseChatRequest(body);
  const { targets, under, scrubbed, outbound } = await prepareChat(request, asked, ports);
  const refused = scrubbed.decision.kind === 'refuse';
  return {
    kind: 'chat.completions' as const,
    ...{ model: request.model, under, scrubbed },
    strings: foundStrings(chatRequestLeaves, request, scrubbed.leaves, under.scope),
    sendable: refused ? undefined : sendableTo(targetsFor(targets), outbound),
  };
};

const inspectResponses = async (
  body: JsonObject,
  asked: Asked,
  ports: PreparePorts,
  targetsFor: TargetsFor,
) => {
  const prepared = await prepareResponses(body, asked, { ...ports, ...NO_STATE });
  const { request, targets, under, scrubbed, outbound } = prepared;
  const refused = scrubbed.decision.kind === 'refuse';
  const strings = foundStrings(responsesRequestLeaves, request, scrubbed.leaves, under.scope);
  return {
    kind: 'responses' as const,
    ...{ model: request.model, under, scrubbed },
    strings: strings.map((one) => ({ ...one, path: pathInRequest(one.path, body) })),
    sendable: refused ? undefined : sendableTo(targetsFor(targets), outbound),
  };
};

/**
 * Takes a body through the steps of a real request up to where it would be recorded and sent. Of what is not text, and of
 * texts in which nothing was found, only texts by themselves are told.
 *
 * Throws what a real request is answered before PHI is looked for, `detector_failed` and the like, and
 * `state_not_inspected` for one that goes on from what is stored.
 */
export const inspectBody = async (
  body: JsonObject,
  asked: Asked,
  ports: PreparePorts,
  targetsFor: TargetsFor = (targets) => targets,
): Promise<Inspection> => {
  switch (bodyKindOf(body)) {
    case 'texts':
      return inspectTexts(body, asked, ports);
    case 'chat.completions':
      return inspectChat(body, asked, ports, targetsFor);
    case 'responses':
      return inspectResponses(body, asked, ports, targetsFor);
  }
};
