import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ApiKeyRecord, KeyStore } from '../../lambda/access/api-key.ts';
import type { LimitStore } from '../../lambda/access/limit-store.ts';
import {
  type AuditPart,
  type AuditStore,
  AuditStoreError,
  type StoredRecord,
} from '../../lambda/audit/audit-store.ts';
import type { AuditRecord } from '../../lambda/audit/record.ts';
import { Sensitive } from '../../lambda/contract/sensitive.ts';
import type { KeyWrapper, WrappedKeyStore } from '../../lambda/tokens/data-keys.ts';
import type { VaultItem, VaultStore } from '../../lambda/tokens/vault.ts';
import { createFaults, type Fault, type Faults, TELLTALE } from './faults.ts';

/** A port in memory, told by `faults` when to fail. */
export type Scripted<T> = T & { readonly faults: Faults };

export const createMemoryKeyStore = (): Scripted<KeyStore> & {
  readonly records: Map<string, ApiKeyRecord>;
} => {
  const faults = createFaults();
  const records = new Map<string, ApiKeyRecord>();
  return {
    faults,
    records,
    find: (id, signal) =>
      faults.run({
        signal,
        work: () => records.get(id),
        garbage: () => ({ id, note: TELLTALE }) as unknown as ApiKeyRecord,
      }),
    create: (record) =>
      faults.run({
        work: () => {
          if (records.has(record.id)) throw new Error('taken');
          records.set(record.id, record);
        },
      }),
  };
};

export const createMemoryLimitStore = (): Scripted<LimitStore> & {
  /** Requests by window. */
  readonly counts: Map<string, number>;
  /** When each may be forgotten, in seconds. */
  readonly expiries: Map<string, number>;
} => {
  const faults = createFaults();
  const counts = new Map<string, number>();
  const expiries = new Map<string, number>();
  return {
    faults,
    counts,
    expiries,
    count: ({ id, expiresAt }, limit, signal) =>
      faults.run({
        signal,
        work: () => {
          const before = counts.get(id) ?? 0;
          if (before >= limit) return undefined;
          counts.set(id, before + 1);
          expiries.set(id, expiresAt);
          return before + 1;
        },
        garbage: () => Number(TELLTALE),
      }),
  };
};

export const createMemoryWrappedKeyStore = (): Scripted<WrappedKeyStore> & {
  readonly keys: Map<string, Uint8Array>;
} => {
  const faults = createFaults();
  const keys = new Map<string, Uint8Array>();
  return {
    faults,
    keys,
    find: (tenant, epoch, signal) =>
      faults.run({ signal, work: () => keys.get(`${tenant}#${epoch}`), garbage: () => randomBytes(40) }),
    putIfAbsent: (tenant, epoch, wrapped, signal) =>
      faults.run({
        signal,
        work: () => {
          const stored = keys.get(`${tenant}#${epoch}`) ?? wrapped;
          keys.set(`${tenant}#${epoch}`, stored);
          return stored;
        },
        garbage: () => randomBytes(40),
      }),
  };
};

/** Wraps for real, so that a key opened for another tenant or epoch fails as with KMS. */
export const createMemoryKeyWrapper = (): Scripted<KeyWrapper> => {
  const faults = createFaults();
  const master = randomBytes(32);
  const garbage = new Sensitive(Buffer.from(TELLTALE));
  return {
    faults,
    generate: (tenant, epoch, signal) =>
      faults.run({
        signal,
        work: () => {
          const plain = randomBytes(32);
          const nonce = randomBytes(12);
          const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(
            Buffer.from(`${tenant}#${epoch}`),
          );
          const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
          return {
            plain: new Sensitive(plain),
            wrapped: Buffer.concat([nonce, cipher.getAuthTag(), sealed]),
          };
        },
        garbage: () => ({ plain: garbage, wrapped: randomBytes(8) }),
      }),
    unwrap: (wrapped, tenant, epoch, signal) =>
      faults.run({
        signal,
        work: () => {
          const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, 12));
          decipher.setAAD(Buffer.from(`${tenant}#${epoch}`)).setAuthTag(wrapped.subarray(12, 28));
          return new Sensitive(Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]));
        },
        garbage: () => garbage,
      }),
  };
};

export const createMemoryVaultStore = (): Scripted<VaultStore> & {
  readonly rows: Map<string, VaultItem>;
} => {
  const faults = createFaults();
  const rows = new Map<string, VaultItem>();
  const rowOf = ({ tenant, scope, token, valueTag }: VaultItem) => [tenant, scope, token, valueTag].join('#');
  return {
    faults,
    rows,
    async put(items, signal, written) {
      await faults.run({
        signal,
        work: () => {
          const names = items.map(rowOf);
          // As parallel writes do.
          if (new Set(names).size < names.length) throw new Error('a row twice in one call');
          for (const item of items) rows.set(rowOf(item), item);
        },
      });
      for (const item of items) written?.(item);
    },
    find: (tenant, scope, token, signal) => {
      const found = () =>
        [...rows.values()].filter(
          (row) => row.tenant === tenant && row.scope === scope && row.token === token,
        );
      return faults.run({
        signal,
        work: found,
        garbage: () => found().map((row) => ({ ...row, sealed: Buffer.from(TELLTALE) })),
      });
    },
    get: (tenant, scope, refs, signal) => {
      const found = () =>
        refs.flatMap((ref) => rows.get([tenant, scope, ref.token, ref.valueTag].join('#')) ?? []);
      return faults.run({
        signal,
        work: found,
        garbage: () => found().map((row) => ({ ...row, sealed: Buffer.from(TELLTALE) })),
      });
    },
  };
};

const asStoreError = (fault: Fault): Error =>
  fault === 'throttled' || fault === 'unreachable' || fault === 'refused'
    ? new AuditStoreError(fault)
    : new Error(TELLTALE);

export const createMemoryAuditStore = (): Scripted<AuditStore> & {
  readonly records: Map<string, StoredRecord>;
  readonly parts: Map<string, Uint8Array>;
  /** Records of one writer in the order of their places, whatever there is. */
  chainOf(writer: string): readonly AuditRecord[];
} => {
  const faults = createFaults();
  const records = new Map<string, StoredRecord>();
  const parts = new Map<string, Uint8Array>();
  const partOf = (part: Omit<AuditPart, 'bytes'>) =>
    [part.writer, part.seq, part.sha256, part.index].join('#');
  const chain = (writer: string) =>
    [...records.values()]
      .filter(({ record }) => record.writer === writer)
      .sort((a, b) => a.record.seq - b.record.seq);
  return {
    faults,
    records,
    parts,
    chainOf: (writer) => chain(writer).map(({ record }) => record),
    append: (stored, signal) =>
      faults.run({
        signal,
        fail: asStoreError,
        work: () => {
          const place = `${stored.record.writer}#${stored.record.seq}`;
          if (records.has(place)) return 'taken';
          records.set(place, stored);
          return 'stored';
        },
      }),
    putPart: (part, signal) =>
      faults.run({ signal, fail: asStoreError, work: () => void parts.set(partOf(part), part.bytes) }),
    find: (writer, seq, signal) => faults.run({ signal, work: () => records.get(`${writer}#${seq}`) }),
    findPart: (place, signal) => faults.run({ signal, work: () => parts.get(partOf(place)) }),
    async *list(writer) {
      yield* chain(writer);
      await Promise.resolve();
    },
  };
};
