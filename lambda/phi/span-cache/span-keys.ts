import { createHmac } from 'node:crypto';
import type { Sensitive } from '../../contract/sensitive.ts';
import type { TenantId } from '../../contract/tenant.ts';
import type { DetectorText } from '../detector.ts';

/** The key of a tenant under which texts are named and entries are vouched for: 32 bytes. May throw. */
export type SpanKeyOf = (tenant: TenantId, signal: AbortSignal) => Promise<Sensitive<Buffer>>;

/**
 * What a text is called in a cache: HMAC-SHA-256 of all that its findings depend on. Texts differ in name when they
 * differ in any of it, since only the last part is of free length.
 *
 * @param version of the detector; changes whenever its findings may, and holds no NUL
 */
export const nameOf = (key: Sensitive<Buffer>, version: string, { text, label }: DetectorText): string => {
  const under = label === undefined ? 'bare' : `${label.length} ${label}`;
  return createHmac('sha256', key.reveal())
    .update(`name\u0000${version}\u0000${under}\u0000`)
    .update(text)
    .digest('base64url');
};

/** Vouches for an entry: for what it says, of which text, and until when. */
export const macOf = (
  key: Sensitive<Buffer>,
  name: string,
  expiresAt: number,
  entry: Uint8Array,
): Uint8Array =>
  createHmac('sha256', key.reveal())
    .update(`entry\u0000${name}\u0000${expiresAt}\u0000`)
    .update(entry)
    .digest();
