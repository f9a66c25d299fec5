import type { KeyLimits } from '../../lambda/access/api-key.ts';
import type { KeyTerms } from '../../lambda/access/issue-key.ts';
import { KEY_LABEL } from '../../lambda/access/key-record.ts';
import { isRole, ROLE_NAMES, type Role } from '../../lambda/access/roles.ts';
import { UsageError } from '../command.ts';
import { readTenant } from '../tenant-option.ts';

/** What may be said of a new key. */
export const TERM_OPTIONS = {
  tenant: { type: 'string' },
  role: { type: 'string' },
  vault: { type: 'string' },
  expires: { type: 'string' },
  label: { type: 'string' },
  'max-output-tokens': { type: 'string' },
  'requests-per-minute': { type: 'string' },
  'requests-per-month': { type: 'string' },
  'tenant-requests-per-minute': { type: 'string' },
  'tenant-requests-per-month': { type: 'string' },
} as const;

type Given = { readonly [Option in keyof typeof TERM_OPTIONS]?: string };

const LIMITS = [
  ['max-output-tokens', 'maxOutputTokens'],
  ['requests-per-minute', 'requestsPerMinute'],
  ['requests-per-month', 'requestsPerMonth'],
  ['tenant-requests-per-minute', 'tenantRequestsPerMinute'],
  ['tenant-requests-per-month', 'tenantRequestsPerMonth'],
] as const satisfies readonly [keyof Given, keyof KeyLimits][];

const readRole = (text: string | undefined): Role => {
  if (text !== undefined && isRole(text)) return text;
  const fault = text === undefined ? 'Name the role with --role' : 'There is no such role';
  throw new UsageError(`${fault}: ${ROLE_NAMES.join(', ')}.`);
};

const readVault = (text = 'kept'): KeyTerms['vault'] => {
  if (text === 'kept' || text === 'none') return text;
  throw new UsageError('--vault must be kept or none.');
};

const readLabel = (text: string): string => {
  if (KEY_LABEL.test(text)) return text;
  throw new UsageError('--label must have 1 to 64 plain characters (ASCII), without a space at either end.');
};

const readLimit = (option: string, text: string): number => {
  const limit = Number(text);
  if (/^[0-9]+$/.test(text) && limit > 0 && Number.isSafeInteger(limit)) return limit;
  throw new UsageError(`--${option} must be a whole number from 1 on.`);
};

const DAY_MS = 24 * 60 * 60 * 1000;
const IN_DAYS = /^([1-9]\d{0,4})d$/;
const AT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/;

/** `90d`, or a moment as ISO 8601 has it; a date alone is the beginning of that day, UTC. */
const readExpiry = (text: string, now: number): string => {
  const [, days] = IN_DAYS.exec(text) ?? [];
  const at =
    days === undefined ? (AT.test(text) ? Date.parse(text) : Number.NaN) : now + Number(days) * DAY_MS;
  if (Number.isNaN(at))
    throw new UsageError('--expires must be like 90d, 2027-01-31 or 2027-01-31T08:00:00Z.');
  if (at <= now) throw new UsageError('--expires must be in the future.');
  return new Date(at).toISOString();
};

const limitsIn = (given: Given): KeyLimits =>
  Object.fromEntries(
    LIMITS.flatMap(([option, term]) => {
      const text = given[option];
      return text === undefined ? [] : [[term, readLimit(option, text)]];
    }),
  );

/** Throws `UsageError` for anything that a key can't be made of. */
export const readTerms = (given: Given, now: number): KeyTerms => ({
  tenant: readTenant(given.tenant),
  role: readRole(given.role),
  vault: readVault(given.vault),
  ...(given.label !== undefined && { label: readLabel(given.label) }),
  ...(given.expires !== undefined && { expiresAt: readExpiry(given.expires, now) }),
  ...limitsIn(given),
});
