import type { Clock } from '../contract/clock.ts';
import type { RandomBytes } from '../contract/random.ts';
import type { TenantKeys } from '../tokens/tenant-keys.ts';
import type { ValueRecall } from '../tokens/vault.ts';
import { createConversationStore } from './conversation-store.ts';
import { createEntryStore } from './entry-store.ts';
import { createKeyedNames } from './keyed-names.ts';
import type { LargeObjects } from './large-objects.ts';
import { createLife } from './life.ts';
import { createResponseStore } from './response-store.ts';
import { createSealedParts } from './sealed-parts.ts';
import type { State } from './state.ts';
import { createStateCall } from './state-call.ts';
import type { StateTable } from './state-table.ts';

export interface StateDeps {
  readonly keys: TenantKeys;
  readonly table: StateTable;
  readonly objects: LargeObjects;
  /** Lets values live on with what refers to them. */
  readonly values: ValueRecall;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** As long as values are kept in the vault after their last use, in days; at least 1. */
  readonly retentionDays: number;
  /** How long a call about little may take, keys included. */
  readonly timeoutMs?: number;
}

/** All that later turns build on, sealed under each tenant's key. */
export const createState = (deps: StateDeps): State => {
  const { keys, table, clock, values } = deps;
  const life = createLife(clock, deps.retentionDays);
  const entries = createEntryStore({ ...deps, life });
  const names = createKeyedNames(keys);
  const call = createStateCall(deps.timeoutMs);
  return {
    responses: createResponseStore({ entries, table, names, life, call, values }),
    conversations: createConversationStore({ entries, table, life, call, values }),
    sealed: createSealedParts({ entries, names, life, clock, call }),
  };
};
