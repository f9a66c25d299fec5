import type { ApiKeyRecord } from '../../lambda/access/api-key.ts';
import type { ListedKey } from '../../lambda/access/key-directory.ts';

/** The hash stays where it is: nobody needs it. */
export const shown = ({ secretHash: _, ...record }: ApiKeyRecord): Omit<ApiKeyRecord, 'secretHash'> => record;

const HEAD = ['ID', 'TENANT', 'ROLE', 'STATUS', 'VAULT', 'CREATED', 'EXPIRES', 'LABEL'];

const statusAt = ({ status, expiresAt }: ApiKeyRecord, now: number): string =>
  status === 'active' && expiresAt !== undefined && Date.parse(expiresAt) <= now ? 'expired' : status;

const rowOf = (key: ListedKey, now: number): readonly string[] => {
  if (key.kind === 'malformed') return [key.id.replaceAll(/[^\x21-\x7e]/g, '?'), '-', '-', 'malformed'];
  const { record } = key;
  const { id, tenant, role, vault, createdAt, expiresAt, label } = record;
  const day = (at: string | undefined): string => at?.slice(0, 10) ?? '-';
  return [id, tenant, role, statusAt(record, now), vault, day(createdAt), day(expiresAt), label ?? ''];
};

/** A table for people. */
export const printKeys = (keys: readonly ListedKey[], now: number): string => {
  const rows = [HEAD, ...keys.map((key) => rowOf(key, now))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
};
