import * as z from 'zod/mini';
import { isKeyId, isTenantId, type KeyId, type TenantId } from '../contract/tenant.ts';
import type { ApiKeyRecord } from './api-key.ts';
import { isRole, type Role } from './roles.ts';

const text = <T extends string>(is: (value: string) => value is T) =>
  z.custom<T>((value) => typeof value === 'string' && is(value));

const limit = () => z.exactOptional(z.int().check(z.positive()));

/** Plain characters, so that no terminal is led astray. */
export const KEY_LABEL = /^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$/;

/**
 * Strict, so that a restriction which a newer version writes is not overlooked by an older one: a record with a field
 * that nobody here knows is refused.
 */
const KEY_RECORD = z.strictObject({
  id: text<KeyId>(isKeyId),
  tenant: text<TenantId>(isTenantId),
  role: text<Role>(isRole),
  environment: z.enum(['live', 'test']),
  status: z.enum(['active', 'disabled']),
  secretHash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  vault: z.enum(['kept', 'none']),
  maxOutputTokens: limit(),
  requestsPerMinute: limit(),
  requestsPerMonth: limit(),
  tenantRequestsPerMinute: limit(),
  tenantRequestsPerMonth: limit(),
  label: z.exactOptional(z.string().check(z.regex(KEY_LABEL))),
  createdAt: z.iso.datetime(),
  expiresAt: z.exactOptional(z.iso.datetime()),
});

/** Checks a record that comes from outside. Throws, with a constant message, unless it is whole and well-formed. */
export const parseKeyRecord = (raw: unknown): ApiKeyRecord => {
  const parsed = KEY_RECORD.safeParse(raw);
  if (!parsed.success) throw new Error('A stored API key is malformed.');
  return parsed.data;
};
