import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../lambda/contract/gateway-error.ts';
import { parseProviderJson } from '../../../lambda/openai/provider-json.ts';

const nested = (levels: number, open: string, close: string): string =>
  `${open.repeat(levels)}0${close.repeat(levels)}`;

const failureOf = (text: string): unknown => {
  try {
    return parseProviderJson(text, 'provider_cut');
  } catch (error) {
    return error instanceof GatewayError ? error.failure : error;
  }
};

describe('the JSON of a provider', () => {
  it.each([
    ['lists', '[', ']', 256],
    ['objects', '{"a":', '}', 256],
    ['both', '[{"a":', '}]', 128],
  ])('may be nested, but not deeper than anybody could walk it: %s', (_, open, close, most) => {
    expect(failureOf(nested(most, open, close))).not.toBe('provider_failed');
    expect(failureOf(nested(most + 1, open, close))).toBe('provider_failed');
    expect(failureOf(nested(1_000_000, open, close))).toBe('provider_failed');
  });

  it('that breaks off is the failure that its reader says', () => {
    expect(failureOf('{"choices":[')).toBe('provider_cut');
    expect(failureOf('')).toBe('provider_cut');
  });

  it.each([null, 0, 'text', [], { a: [1, { b: null }] }])('is what it says: %j', (value) => {
    expect(failureOf(JSON.stringify(value))).toEqual(value);
  });
});
