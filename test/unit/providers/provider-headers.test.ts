import { describe, expect, test } from 'vitest';
import {
  answerHeaders,
  refusalHeaders,
  retryAfterSeconds,
} from '../../../lambda/providers/provider-headers.ts';

describe('headers that go on to the client', () => {
  test('are of a closed set', () => {
    const headers = new Headers({
      'x-ratelimit-limit-requests': '5000',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6m0.5s',
      'x-ratelimit-reset-requests': '17ms',
      'openai-version': '2020-10-01',
      'openai-organization': 'st-marys-hospital',
      'set-cookie': 'session=1',
      'x-request-id': 'req_of_the_provider',
      'x-should-retry': 'false',
    });
    const limits = {
      'x-ratelimit-limit-requests': '5000',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6m0.5s',
      'x-ratelimit-reset-requests': '17ms',
    };
    expect(answerHeaders(headers)).toEqual({ ...limits, 'openai-version': '2020-10-01' });
    expect(refusalHeaders(headers)).toEqual({ ...limits, 'x-should-retry': 'false' });
  });

  test.each([
    ['x-ratelimit-limit-requests', 'Jane Roe'],
    ['x-ratelimit-limit-requests', '1234567890123'],
    ['x-ratelimit-limit-requests', '1, 2'],
    ['x-ratelimit-reset-tokens', 'tomorrow'],
    ['x-ratelimit-reset-tokens', '1s'.repeat(6)],
    ['x-ratelimit-limit-patients', '1'],
    ['x-should-retry', 'maybe'],
    ['openai-version', '2020-10-01 (Jane Roe)'],
  ])('%s: %s stays here', (name, value) => {
    const headers = new Headers({ [name]: value });
    expect(answerHeaders(headers)).toEqual({});
    expect(refusalHeaders(headers)).toEqual({});
  });
});

describe('how long to wait', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  test.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '20' }, 20],
    ['part of a second', { 'retry-after': '0.2' }, 1],
    ['nothing', { 'retry-after': '0' }, 1],
    ['milliseconds, which come first', { 'retry-after-ms': '1500', 'retry-after': '20' }, 2],
    ['bad milliseconds', { 'retry-after-ms': 'soon', 'retry-after': '20' }, 20],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30],
    ['a date that is over', { 'retry-after': 'Thu, 01 Jan 2015 00:00:30 GMT' }, 1],
    ['too long', { 'retry-after': '999999999' }, 3600],
    ['words', { 'retry-after': 'when Jane Roe is back' }, undefined],
    ['a negative number of seconds', { 'retry-after': '-5s' }, undefined],
    ['no header', {}, undefined],
  ])('%s', (_, headers, seconds) => {
    expect(retryAfterSeconds(new Headers(headers), now)).toBe(seconds);
  });
});
