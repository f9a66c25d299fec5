import { type Failure, GatewayError } from '../contract/gateway-error.ts';

/**
 * Answers are walked by functions that call themselves, so a deep one would end in a stack that overflows: our failure,
 * where it is the provider's. A request may be nested half as deep, and is repeated in its answer.
 */
const MAX_DEPTH = 256;

const isDeeperThan = (depth: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((item: unknown) => isDeeperThan(depth - 1, item)));

/**
 * Parses what a provider wrote. Throws `provider_failed` where it is nested too deeply.
 *
 * @param whenBroken what is thrown for a text that is no JSON. The parser's own message quotes it.
 */
export const parseProviderJson = (text: string, whenBroken: Failure): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new GatewayError(whenBroken);
  }
  if (isDeeperThan(MAX_DEPTH, value)) throw new GatewayError('provider_failed');
  return value;
};
