import { GatewayError } from '../../contract/gateway-error.ts';
import type { GatewayCall } from '../call.ts';

type Query = GatewayCall['query'];

/** Shows what providers sealed for themselves alone. */
const SEALED = 'reasoning.encrypted_content';

const refuse = (param: string): never => {
  throw new GatewayError('invalid_field', { param });
};

/** A parameter that may stand once. Throws `invalid_field` where it stands more than once. */
export const single = (query: Query, name: string): string | undefined => {
  const [value, ...more] = query.all(name);
  return more.length > 0 ? refuse(name) : value;
};

/** A whole number within bounds. */
export const wholeNumber = (
  query: Query,
  name: string,
  [least, most]: readonly [number, number],
): number | undefined => {
  const text = single(query, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  return value < least || value > most ? refuse(name) : value;
};

export const flag = (query: Query, name: string): boolean | undefined => {
  const text = single(query, name);
  if (text === undefined) return undefined;
  return text === 'true' || (text !== 'false' && refuse(name));
};

/** One of some words. */
export const word = <T extends string>(query: Query, name: string, words: readonly T[]): T | undefined => {
  const text = single(query, name);
  if (text === undefined) return undefined;
  return words.find((one) => one === text) ?? refuse(name);
};

/**
 * Whether the reader wants the sealed parts too. What else `include` may name is shown where it was stored, since it
 * can't be had later.
 */
export const wantsSealed = (query: Query): boolean =>
  [...query.all('include'), ...query.all('include[]')].includes(SEALED);
