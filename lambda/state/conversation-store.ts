import { mapAtOnce } from '../contract/at-once.ts';
import type { ConversationId, TenantId } from '../contract/tenant.ts';
import type { ValueRecall } from '../tokens/vault.ts';
import { type Batches, createBatches } from './conversation-batches.ts';
import { type Entry, type EntryOutline, type EntryStore, outlinesOf } from './entry-store.ts';
import type { Life } from './life.ts';
import { type Home, keyOf, type Place, partitionOf } from './place.ts';
import type { ConversationStore, StoredConversation, StoredItems } from './state.ts';
import type { StateCall } from './state-call.ts';
import type { StateTable } from './state-table.ts';
import { readConversation } from './stored-json.ts';

export interface ConversationStoreDeps {
  readonly entries: EntryStore;
  readonly table: StateTable;
  readonly life: Life;
  readonly call: StateCall;
  /** Lets the values behind the items live on with them. */
  readonly values: ValueRecall;
}

const homeOf = (tenant: TenantId, id: ConversationId): Home => ({ tenant, kind: 'conversation', id });

const headPlace = (home: Home): Place => ({ ...home, sort: 'head' });

/** The values first and the head last: so nothing outlives its values, and what breaks off is done again. */
const renewWith =
  ({ entries, life, values }: ConversationStoreDeps, batches: Batches) =>
  async (home: Home, head: Entry, signal: AbortSignal): Promise<void> => {
    const { scope, values: own } = readConversation(head.json);
    const all = await batches.all(home, signal);
    const refs = [...own, ...all.flatMap(({ added }) => added.values)];
    await values.recall(home.tenant, scope, refs, signal);
    const expiresAt = life.fresh();
    await entries.renew(
      all.map(({ entry }) => entry),
      expiresAt,
      signal,
    );
    await entries.renew([head], expiresAt, signal);
  };

const createSteps = (deps: ConversationStoreDeps) => {
  const { entries, life } = deps;
  const batches = createBatches(deps);
  const renew = renewWith(deps, batches);
  return {
    async find(home: Home, signal: AbortSignal): Promise<StoredConversation | undefined> {
      const [head] = await entries.read([headPlace(home)], signal);
      if (head === undefined) return undefined;
      if (life.isDue(head.expiresAt)) await renew(home, head, signal);
      return readConversation(head.json);
    },

    async put(home: Home, conversation: StoredConversation, signal: AbortSignal): Promise<void> {
      const written = await entries.write(headPlace(home), conversation, life.fresh(), 'absent', signal);
      if (written === undefined) throw new Error('A conversation of this id is stored already.');
    },

    async update(home: Home, conversation: StoredConversation, signal: AbortSignal): Promise<boolean> {
      for (;;) {
        signal.throwIfAborted();
        const [head] = await entries.read([headPlace(home)], signal);
        if (head === undefined) return false;
        // For as long as it had, which is as long as its items have.
        const written = await entries.write(head.place, conversation, head.expiresAt, head, signal);
        if (written !== undefined) return true;
      }
    },

    async append(home: Home, added: StoredItems, signal: AbortSignal): Promise<void> {
      const written = await batches.add(home, added, signal);
      const [head] = await entries.read([headPlace(home)], signal);
      // It was deleted meanwhile. A deletion that begins after this sees what was written.
      if (head === undefined) await entries.delete([written], signal);
    },

    async items(home: Home, signal: AbortSignal): Promise<StoredItems> {
      const all = await batches.all(home, signal);
      return {
        items: all.flatMap(({ added }) => added.items),
        values: all.flatMap(({ added }) => added.values),
      };
    },

    async deleteItem(home: Home, itemId: string, signal: AbortSignal): Promise<boolean> {
      for (;;) {
        signal.throwIfAborted();
        const all = await batches.all(home, signal);
        const holding = all.filter(({ added }) => added.items.some(({ id }) => id === itemId));
        if (holding.length === 0) return false;
        const changed = await mapAtOnce(1, holding, (batch) => batches.without(itemId, batch, signal));
        if (changed.every(Boolean)) return true;
      }
    },
  };
};

/** A deletion that breaks off has been marked as begun: nobody finds any of it, but it can be begun again. */
const deleteWith =
  ({ entries, table, life }: ConversationStoreDeps) =>
  async (home: Home, signal: AbortSignal): Promise<boolean> => {
    const head = headPlace(home);
    if (!(await table.close(keyOf(head), life.now(), signal))) return false;
    const all = outlinesOf(home, await table.outline(partitionOf(home), signal));
    const isHead = ({ place }: EntryOutline): boolean => place.sort === head.sort;
    await entries.delete(
      all.filter((one) => !isHead(one)),
      signal,
    );
    await entries.delete(all.filter(isHead), signal);
    return true;
  };

export const createConversationStore = (deps: ConversationStoreDeps): ConversationStore => {
  const { call } = deps;
  const steps = createSteps(deps);
  const remove = deleteWith(deps);
  return {
    put: (tenant, conversation, signal) =>
      call('few', signal, (own) => steps.put(homeOf(tenant, conversation.id), conversation, own)),
    update: (tenant, conversation, signal) =>
      call('few', signal, (own) => steps.update(homeOf(tenant, conversation.id), conversation, own)),
    find: (tenant, id, signal) => call('many', signal, (own) => steps.find(homeOf(tenant, id), own)),
    append: (tenant, id, added, signal) =>
      call('few', signal, (own) => steps.append(homeOf(tenant, id), added, own)),
    items: (tenant, id, signal) => call('many', signal, (own) => steps.items(homeOf(tenant, id), own)),
    deleteItem: (tenant, id, itemId, signal) =>
      call('many', signal, (own) => steps.deleteItem(homeOf(tenant, id), itemId, own)),
    delete: (tenant, id, signal) => call('many', signal, (own) => remove(homeOf(tenant, id), own)),
  };
};
