import type { Caller } from '../access/api-key.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import {
  type ConversationId,
  isConversationId,
  isResponseId,
  type ResponseId,
  type ScopeId,
} from '../contract/tenant.ts';
import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import { referencedIds } from '../openai/responses/input-items.ts';
import type { ResponsesRequest } from '../openai/responses/responses-request.ts';
import { sealedPartsIn } from '../openai/sealed-parts.ts';
import type { FoundItem, State, StoredResponse } from '../state/state.ts';
import { distinctRefs } from '../tokens/value-refs.ts';
import type { IssuedToken, ValueRecall, ValueRef } from '../tokens/vault.ts';
import { conversationBefore } from './conversation-before.ts';

/** The fields of a request that name something earlier. */
export type GoingOn = Pick<ResponsesRequest, 'input' | 'previous_response_id' | 'conversation' | 'store'>;

/** What a request goes on from. */
export interface Recalled {
  /** The scope that the earlier turns were in; `undefined` where there are none. */
  readonly scope: ScopeId | undefined;
  /** Earlier items, oldest first, in tokens. */
  readonly history: readonly JsonObject[];
  /** The items that the request refers to by their ids, in tokens. */
  readonly resolved: ReadonlyMap<string, JsonObject>;
  /** What the tokens in all of it stand for, with the rows of the vault that say so. */
  readonly values: readonly IssuedToken[];
  readonly refs: readonly ValueRef[];
  /** The ids by which items in it name themselves and each other. */
  readonly ids: ReadonlySet<string>;
  /** The sealed parts of the request that are known to come from the provider. */
  readonly sealed: ReadonlySet<string>;
  /** The chain that the answer will belong to, oldest first. */
  readonly ancestors: readonly ResponseId[];
  readonly conversation: ConversationId | undefined;
  /** The field that led to it all. */
  readonly param: string;
}

export interface RecallDeps {
  readonly state: {
    readonly responses: Pick<State['responses'], 'chain' | 'items'>;
    readonly conversations: Pick<State['conversations'], 'find' | 'items'>;
    readonly sealed: Pick<State['sealed'], 'scopesOf'>;
  };
  readonly recall: ValueRecall;
}

/** A stretch of history with its scope and the rows of its values. */
interface Earlier {
  readonly scope: ScopeId;
  readonly items: readonly JsonObject[];
  readonly refs: readonly ValueRef[];
}

interface Chain {
  readonly turns: readonly StoredResponse[];
  readonly before: Earlier | undefined;
}

const itemsOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** A turn: what was asked, and what was answered. */
const turnOf = ({ scope, input, response, values }: StoredResponse): Earlier => ({
  scope,
  items: [...input.map(({ item }) => item), ...itemsOf(response['output'])],
  refs: values,
});

const previousOf = ({ previous_response_id: id }: GoingOn): string | undefined => id ?? undefined;

const conversationOf = ({ conversation }: GoingOn): string | undefined =>
  typeof conversation === 'string' ? conversation : (conversation?.id ?? undefined);

/** Keys that keep nothing have nothing to go on from; said clearly rather than answered without the history. */
const refuseWhereNothingIsKept = (request: GoingOn, { vault }: Caller): void => {
  if (vault !== 'none') return;
  if (previousOf(request) !== undefined)
    throw new GatewayError('nothing_kept', { param: 'previous_response_id' });
  if (conversationOf(request) !== undefined)
    throw new GatewayError('nothing_kept', { param: 'conversation' });
  if (referencedIds(request.input).length > 0) throw new GatewayError('nothing_kept', { param: 'input' });
  if (request.store === true) throw new GatewayError('nothing_kept', { param: 'store' });
};

/** What was found under each of the request's fields that name something earlier. */
const look = async (request: GoingOn, { tenant }: Caller, { state }: RecallDeps, signal: AbortSignal) => {
  const previous = previousOf(request);
  const conversation = conversationOf(request);
  const wanted = referencedIds(request.input);
  const parts = sealedPartsIn(request.input);
  /** The chain, with the conversation before it where its first response was made in one. */
  const chain = async (): Promise<Chain | undefined> => {
    if (previous === undefined) return { turns: [], before: undefined };
    const turns = isResponseId(previous) ? await state.responses.chain(tenant, previous, signal) : undefined;
    const [first] = turns ?? [];
    if (turns === undefined || first === undefined) return undefined;
    const said = await conversationBefore(first, tenant, state, signal);
    if (said === undefined) return undefined;
    return {
      turns,
      before: { scope: first.scope, items: said.items.map(({ item }) => item), refs: said.values },
    };
  };
  const talk = async (): Promise<(Earlier & { readonly id: ConversationId }) | undefined> => {
    if (conversation === undefined) return undefined;
    const found = isConversationId(conversation)
      ? await state.conversations.find(tenant, conversation, signal)
      : undefined;
    if (found === undefined) throw new GatewayError('unknown_conversation', { param: 'conversation' });
    const { items, values } = await state.conversations.items(tenant, found.id, signal);
    return { id: found.id, scope: found.scope, items: items.map(({ item }) => item), refs: values };
  };
  const [chained, talked, items, sealed] = await Promise.all([
    chain(),
    talk(),
    wanted.length === 0 ? new Map<string, FoundItem>() : state.responses.items(tenant, wanted, signal),
    parts.length === 0 ? new Map<string, ScopeId>() : state.sealed.scopesOf(tenant, parts, signal),
  ]);
  if (chained === undefined) {
    throw new GatewayError('unknown_previous_response', { param: 'previous_response_id' });
  }
  if (wanted.some((id) => !items.has(id))) throw new GatewayError('unknown_item', { param: 'input' });
  return { ...chained, talked, items, sealed };
};

const NAMING = ['id', 'call_id', 'approval_request_id'];

const idsIn = (items: readonly JsonObject[]): ReadonlySet<string> =>
  new Set(items.flatMap((item) => NAMING.map((field) => item[field])).filter((id) => typeof id === 'string'));

/** The one scope of all that a request goes on from: a token means one thing there, and another elsewhere. */
const oneScope = (scopes: readonly ScopeId[]): ScopeId | undefined => {
  const [scope] = scopes;
  if (scopes.some((other) => other !== scope)) throw new GatewayError('sessions_differ', { param: 'input' });
  return scope;
};

/**
 * Finds what a request goes on from: the chain of `previous_response_id`, a conversation, items named by their ids, and
 * the sealed parts that it sends back. All of it must be the tenant's own, and of one scope.
 *
 * Throws `nothing_kept`, `unknown_previous_response`, `unknown_conversation`, `unknown_item`, `sessions_differ`, and
 * `state_failed`, `keys_failed` or `vault_failed` where the stores don't answer.
 */
export const recallEarlier = async (
  request: GoingOn,
  caller: Caller,
  deps: RecallDeps,
  signal: AbortSignal,
): Promise<Recalled> => {
  refuseWhereNothingIsKept(request, caller);
  const { turns, before, talked, items, sealed } = await look(request, caller, deps, signal);
  const found = [...items.values()];
  const earlier = [before, ...turns.map(turnOf), talked].filter((one) => one !== undefined);
  const scope = oneScope([
    ...earlier.map((one) => one.scope),
    ...found.map((one) => one.scope),
    ...sealed.values(),
  ]);
  const refs = distinctRefs(
    [...earlier, ...found.map(({ values }) => ({ refs: values }))].flatMap((one) => one.refs),
  );
  const history = earlier.flatMap((one) => one.items);
  const values =
    scope === undefined || refs.length === 0
      ? []
      : await deps.recall.recall(caller.tenant, scope, refs, signal);
  return {
    scope,
    history,
    ids: idsIn([...history, ...found.map(({ item }) => item)]),
    resolved: new Map(found.map(({ id, item }) => [id, item])),
    values,
    refs,
    sealed: new Set(sealed.keys()),
    ancestors: turns.map(({ id }) => id),
    conversation: talked?.id,
    param: turns.length > 0 ? 'previous_response_id' : talked === undefined ? 'input' : 'conversation',
  };
};
