import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../lambda/contract/clock.ts';
import { createState } from '../../lambda/state/create-state.ts';
import type { LargeObjects } from '../../lambda/state/large-objects.ts';
import type { State } from '../../lambda/state/state.ts';
import type { StateKey, StateRow, StateTable } from '../../lambda/state/state-table.ts';
import { createVault } from '../../lambda/tokens/encrypted-vault.ts';
import { createRecentValues } from '../../lambda/tokens/recent-values.ts';
import { createTenantKeys, type TenantKeys } from '../../lambda/tokens/tenant-keys.ts';
import { createValueRecall } from '../../lambda/tokens/value-recall.ts';
import type { ValueRecall, Vault } from '../../lambda/tokens/vault.ts';
import { createFaults, TELLTALE } from './faults.ts';
import {
  createMemoryKeyWrapper,
  createMemoryVaultStore,
  createMemoryWrappedKeyStore,
  type Scripted,
} from './memory-stores.ts';

const textOf = ({ partition, sort }: StateKey) => `${partition}#${sort}`;

const spoiled = (row: StateRow): StateRow => ({
  ...row,
  body: { kind: 'inline', sealed: Buffer.from(TELLTALE) },
});

/** As DynamoDB does it: conditions, order by sort key, and rows past their time stay. */
export const createMemoryStateTable = (): Scripted<StateTable> & { readonly rows: Map<string, StateRow> } => {
  const faults = createFaults();
  const rows = new Map<string, StateRow>();
  const inPartition = (partition: string, sortPrefix = '') =>
    [...rows.values()]
      .filter((row) => row.partition === partition && row.sort.startsWith(sortPrefix))
      .sort((a, b) => (a.sort < b.sort ? -1 : 1));
  const isVersion = (key: StateKey, version: string | undefined) => {
    const row = rows.get(textOf(key));
    return row !== undefined && (version === undefined || row.version === version);
  };
  const changed = (key: StateKey, change: Partial<StateRow>) => {
    const row = rows.get(textOf(key));
    if (row !== undefined) rows.set(textOf(key), { ...row, ...change });
  };
  return {
    faults,
    rows,
    put: (row, expected, signal) =>
      faults.run({
        signal,
        work: () => {
          const there = rows.get(textOf(row));
          const fits =
            typeof expected === 'object'
              ? there?.version === expected.version && !there.closed
              : expected === 'absent'
                ? there === undefined
                : there?.closed !== true;
          if (!fits) return 'refused';
          rows.set(textOf(row), row);
          return 'stored';
        },
      }),
    putAll: (all, signal) =>
      faults.run({ signal, work: () => all.forEach((row) => rows.set(textOf(row), row)) }),
    get: (keys, signal) => {
      const names = keys.map(textOf);
      // As DynamoDB refuses it.
      if (new Set(names).size < names.length) throw new Error('a key twice in one call');
      const found = () => names.flatMap((name) => rows.get(name) ?? []);
      return faults.run({ signal, work: found, garbage: () => found().map(spoiled) });
    },
    list: (partition, sortPrefix, signal) => {
      const found = () => inPartition(partition, sortPrefix);
      return faults.run({ signal, work: found, garbage: () => found().map(spoiled) });
    },
    outline: (partition, signal) =>
      faults.run({
        signal,
        work: () =>
          inPartition(partition).map(({ sort, body }) => ({
            partition,
            sort,
            object: body.kind === 'object' ? body.name : undefined,
          })),
      }),
    last: (partition, sortPrefix, signal) =>
      faults.run({ signal, work: () => inPartition(partition, sortPrefix).at(-1) }),
    renew: (key, expiresAt, signal, version) =>
      faults.run({
        signal,
        work: () => {
          if (isVersion(key, version)) changed(key, { expiresAt });
        },
      }),
    close: (key, now, signal) =>
      faults.run({
        signal,
        work: () => {
          const alive = (rows.get(textOf(key))?.expiresAt ?? 0) > now;
          if (alive) changed(key, { closed: true });
          return alive;
        },
      }),
    delete: (key, signal, version) =>
      faults.run({
        signal,
        work: () => {
          if (isVersion(key, version)) rows.delete(textOf(key));
        },
      }),
  };
};

export const createMemoryLargeObjects = (): Scripted<LargeObjects> & {
  readonly objects: Map<string, Uint8Array>;
  /** The names of those whose time began anew, each time. */
  readonly renewed: string[];
} => {
  const faults = createFaults();
  const objects = new Map<string, Uint8Array>();
  const renewed: string[] = [];
  return {
    faults,
    objects,
    renewed,
    put: (name, bytes, signal) => faults.run({ signal, work: () => void objects.set(name, bytes) }),
    get: (name, bytes, signal) =>
      faults.run({
        signal,
        work: () => {
          const found = objects.get(name);
          if (found?.length !== bytes) throw new Error('not what was asked for');
          return found;
        },
        garbage: () => createHash('shake256', { outputLength: bytes }).update(TELLTALE).digest(),
      }),
    renew: (name, signal) => faults.run({ signal, work: () => void renewed.push(name) }),
    delete: (name, signal) => faults.run({ signal, work: () => void objects.delete(name) }),
  };
};

export interface MemoryStateSettings {
  readonly clock?: Clock;
  readonly retentionDays?: number;
  readonly timeoutMs?: number;
  /** The keys of the gateway under test, where it has some. */
  readonly keys?: TenantKeys;
  readonly vaultStore?: ReturnType<typeof createMemoryVaultStore>;
}

/** Everything that stored state is made of, with the real sealing. */
export interface MemoryState {
  readonly state: State;
  readonly vault: Vault;
  readonly recall: ValueRecall;
  readonly table: ReturnType<typeof createMemoryStateTable>;
  readonly objects: ReturnType<typeof createMemoryLargeObjects>;
  readonly vaultStore: ReturnType<typeof createMemoryVaultStore>;
  /** Another process on the same stores: it remembers nothing, and waits that long. */
  another(timeoutMs?: number): Pick<MemoryState, 'state' | 'vault' | 'recall'>;
}

/** Stored state in memory. `table`, `objects` and `vaultStore` fail on demand. */
export const createMemoryState = (settings: MemoryStateSettings = {}): MemoryState => {
  const { clock = Date.now, retentionDays = 30 } = settings;
  const wrapper = createMemoryKeyWrapper();
  const wrapped = createMemoryWrappedKeyStore();
  const table = createMemoryStateTable();
  const objects = createMemoryLargeObjects();
  const vaultStore = settings.vaultStore ?? createMemoryVaultStore();
  const compose = (timeoutMs = settings.timeoutMs) => {
    const keys = settings.keys ?? createTenantKeys({ wrapper, store: wrapped, clock });
    const deps = {
      keys,
      clock,
      random: randomBytes,
      retentionDays,
      ...(timeoutMs !== undefined && { timeoutMs }),
    };
    const recent = createRecentValues(clock);
    const recall = createValueRecall({ ...deps, store: vaultStore, recent });
    return {
      recall,
      vault: createVault({ ...deps, store: vaultStore, recent }),
      state: createState({ ...deps, table, objects, values: recall }),
    };
  };
  return { ...compose(), table, objects, vaultStore, another: compose };
};
