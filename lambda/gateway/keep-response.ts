import type { Caller } from '../access/api-key.ts';
import type { ResponseId } from '../contract/tenant.ts';
import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import { answeredLeaves } from '../openai/responses/answered-leaves.ts';
import { inputItemsOf } from '../openai/responses/input-items.ts';
import { sealedPartsIn } from '../openai/sealed-parts.ts';
import type { Detector } from '../phi/detector.ts';
import type { State, StoredItem, StoredItems } from '../state/state.ts';
import { finishResponse, type TextWork } from '../tokens/finished-parts.ts';
import { refsWithin } from '../tokens/value-refs.ts';
import type { ValueRef, Vault } from '../tokens/vault.ts';
import type { KeptValues } from './keep-values.ts';
import type { Recalled } from './recall.ts';
import type { Scrubbed } from './scrub.ts';
import { scrubAnswer } from './scrub-answer.ts';
import type { TenantPolicy } from './tenant-policy.ts';
import type { TokenScope } from './token-scope.ts';

/** An answer that has ended. */
export interface FinalResponse {
  /** In the provider's tokens, with our id and the scrubbed request's echoes. */
  readonly response: JsonObject;
  /** The `data` of the provider's events; `undefined` where it was not streamed, empty where they can't be kept. */
  readonly events: readonly string[] | undefined;
}

/** One request with what it goes on from, and how its answer is kept. */
export interface Turn {
  readonly id: ResponseId;
  readonly caller: Caller;
  readonly scope: TokenScope;
  readonly policy: TenantPolicy;
  readonly scrubbed: Scrubbed;
  readonly recalled: Recalled;
  readonly kept: KeptValues;
  /** Whether the client wants to find the response again. */
  readonly stored: boolean;
  /** Whether the answer may hold values in clear, see `ExchangeFacts`. */
  readonly unread: boolean;
}

export interface KeepDeps {
  readonly state: State;
  readonly vault: Vault;
  readonly detector: Detector;
}

const outputOf = ({ output }: JsonObject): readonly JsonObject[] =>
  Array.isArray(output) ? output.filter(isJsonObject) : [];

const PREFIXES: ReadonlyMap<unknown, string> = new Map([
  ['message', 'msg'],
  ['function_call', 'fc'],
  ['function_call_output', 'fco'],
  ['custom_tool_call', 'ctc'],
  ['custom_tool_call_output', 'ctco'],
  ['reasoning', 'rs'],
]);

/** Items under the ids by which clients know them; those without one get one of ours. */
export const namedItems = (items: readonly JsonObject[], unique: string): readonly StoredItem[] =>
  items.map((item, index) => {
    const { id, type } = item;
    const prefix = PREFIXES.get(type) ?? 'item';
    return { id: typeof id === 'string' && id !== '' ? id : `${prefix}_${unique}${index}`, item };
  });

/** The input of this turn, with what it refers to in its place. */
const inputOf = ({ id, scrubbed, recalled }: Turn): readonly StoredItem[] => {
  const items = inputItemsOf(scrubbed.body['input']).map((item) =>
    item['type'] === 'item_reference' ? (recalled.resolved.get(String(item['id'])) ?? item) : item,
  );
  return namedItems(items, id.slice('resp_'.length));
};

/** An answer that may hold values in clear is scrubbed before it is stored; of its events none are stored then. */
const inTokens = async (
  { response, events }: FinalResponse,
  turn: Turn,
  deps: KeepDeps,
): Promise<FinalResponse & { readonly found: readonly ValueRef[] }> => {
  if (!turn.unread) return { response, events, found: [] };
  const { caller, scope, policy } = turn;
  const { signal } = new AbortController();
  const { length } = JSON.stringify(response);
  const scan = { detector: deps.detector, scope, policy, signal, length };
  const { body, replaced } = await scrubAnswer(answeredLeaves, response, scan);
  const found = await deps.vault.keep(caller.tenant, scope.id, scope.book.issued(), signal);
  const work: TextWork = { restoredIn: (path) => replaced.get(path) ?? [], entries: (_, entries) => entries };
  return { response: finishResponse(body, response, work), events: events && [], found };
};

/** The rows of all tokens that stand in what is stored: those of this request, and earlier ones that came up again. */
const refsOf = (parts: unknown, issued: readonly ValueRef[], { recalled }: Turn): readonly ValueRef[] => {
  const own = new Set(issued.map(({ token }) => token));
  return [...issued, ...refsWithin(recalled.refs, parts).filter(({ token }) => !own.has(token))];
};

/** Notes which sealed parts a client was given, so that it can send them back. Throws `state_failed`, `keys_failed`. */
export const noteSealed = (
  parts: readonly string[],
  { caller, scope }: Turn,
  { state }: Pick<KeepDeps, 'state'>,
): Promise<void> => state.sealed.note(caller.tenant, scope.id, parts, new AbortController().signal);

/**
 * Stores an answer that has ended, and its input, for later turns. Resolves when all of it is durable, so that the next
 * request can go on from it as soon as the client knows its id. A client that goes away doesn't stop it.
 *
 * Throws `state_failed`, `keys_failed`, `vault_failed`, `detector_failed`.
 */
export const keepResponse = async (final: FinalResponse, turn: Turn, deps: KeepDeps): Promise<void> => {
  const { id, caller, scope, recalled, kept, stored } = turn;
  const { tenant } = caller;
  const { signal } = new AbortController();
  const issued = await kept.settled();
  const { responses, conversations } = deps.state;
  const noted = noteSealed(sealedPartsIn(final.response['output']), turn, deps);
  const store = async (): Promise<StoredItems> => {
    if (!stored && recalled.conversation === undefined) return { items: [], values: [] };
    const { response, events, found } = await inTokens(final, turn, deps);
    const input = inputOf(turn);
    const values = refsOf([input, response], found.length > 0 ? found : issued, turn);
    const kept = { id, scope: scope.id, ancestors: recalled.ancestors, response, input, values };
    if (stored) await responses.keep(tenant, kept, events, signal);
    return { items: [...input, ...namedItems(outputOf(response), `${id.slice('resp_'.length)}o`)], values };
  };
  const [, said] = await Promise.all([noted, store()]);
  // Last: whoever hears of a failure tries again, and what was said once must not stand there twice.
  if (recalled.conversation !== undefined) {
    await conversations.append(tenant, recalled.conversation, said, signal);
  }
};
