import { allows } from '../../access/roles.ts';
import type { JsonObject } from '../../openai/json-value.ts';
import { typeOf } from '../../tokens/token.ts';
import type { TokenBook } from '../../tokens/token-book.ts';
import { distinctRefs, refsWithin } from '../../tokens/value-refs.ts';
import type { ValueRef } from '../../tokens/vault.ts';
import { openTokenScope } from '../token-scope.ts';
import { holdsMedia } from '../unread.ts';
import { type Act, recordAllowed, refuseOnRecord } from './on-record.ts';
import type { StatePorts } from './state-ports.ts';

/** Something stored, in tokens. */
export interface StoredPart {
  /** The objects that are to be shown or changed. */
  readonly objects: readonly JsonObject[];
  /** The values behind all tokens of what they belong to. */
  readonly values: readonly ValueRef[];
}

/** What it takes to show it. */
export interface OpenedPart {
  readonly book: TokenBook;
  /** Distinct values in the objects, by type. */
  readonly phi: Readonly<Record<string, number>>;
}

const countsOf = (values: readonly ValueRef[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const token of new Set(values.map((value) => value.token))) {
    counts[typeOf(token)] = (counts[typeOf(token)] ?? 0) + 1;
  }
  return counts;
};

/**
 * Stops who may not send PHI at what holds some: such a caller could neither have written it nor may read or remove it.
 * The refusal is on record when `phi_not_allowed` is thrown.
 */
export const forbidPhi = async (
  act: Act,
  { objects, values }: StoredPart,
  { audit }: Pick<StatePorts, 'audit'>,
): Promise<void> => {
  if (allows(act.caller.role, 'phi:send')) return;
  if (values.length > 0 || holdsMedia(objects)) await refuseOnRecord(act, 'phi_not_allowed', audit);
};

/**
 * Gives back the values of something stored, so that it can be shown. That it is about to be is on record when this
 * resolves. All of the values are recalled, also those that aren't shown, so that they live as long as what refers to
 * them.
 *
 * Throws `phi_not_allowed`, `keys_failed`, `vault_failed`, `audit_failed`.
 */
export const openStored = async (act: Act, part: StoredPart, ports: StatePorts): Promise<OpenedPart> => {
  const { call, caller, scope } = act;
  await forbidPhi(act, part, ports);
  const values = distinctRefs(part.values);
  const [{ book }, recalled] = await Promise.all([
    openTokenScope({ id: scope }, caller, ports.keys, call.signal),
    values.length === 0 ? [] : ports.recall.recall(caller.tenant, scope, values, call.signal),
  ]);
  book.recall(recalled);
  const phi = countsOf(refsWithin(values, part.objects));
  await recordAllowed(act, { phi }, ports.audit);
  return { book, phi };
};
