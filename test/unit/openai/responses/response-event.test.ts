import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../lambda/contract/gateway-error.ts';
import { failureEvents } from '../../../../lambda/openai/responses/failure-events.ts';
import {
  isTerminal,
  parseResponseEvent,
  type ResponseEvent,
  responseOf,
} from '../../../../lambda/openai/responses/response-event.ts';
import { padded } from '../../../../lambda/openai/responses/response-view.ts';
import { eventFrame } from '../../../../lambda/openai/sse-writer.ts';

const failureOf = (data: unknown): unknown => {
  try {
    return parseResponseEvent(typeof data === 'string' ? data : JSON.stringify(data));
  } catch (error) {
    return error instanceof GatewayError ? error.failure : error;
  }
};

const response = { id: 'resp_1', status: 'in_progress', error: null };
const completed: ResponseEvent = { type: 'response.completed', response };

describe('an event of the provider', () => {
  it.each<[string, unknown, string]>([
    ['broken JSON', '{"type":"response.out', 'provider_cut'],
    ['no bytes at all', '', 'provider_cut'],
    ['no object', '[]', 'provider_failed'],
    ['an object without a type', { response }, 'provider_failed'],
    [
      'an error as documented',
      { type: 'error', code: 'server_error', message: 'm', param: null },
      'provider_failed',
    ],
    ['an error as sent', { type: 'error', error: { message: 'm' } }, 'provider_failed'],
    ['an error as in chat', { error: { message: 'm' } }, 'provider_failed'],
    ['an error of a type of its own', { type: 'server_error', error: { message: 'm' } }, 'provider_failed'],
    ['a response that isn’t there', { type: 'response.completed' }, 'provider_failed'],
  ])('is a failure where it is %s', (_what, data, failure) => {
    expect(failureOf(data)).toBe(failure);
  });

  it.each([
    ['a sign of life', '{"type":"keepalive","sequence_number":3}'],
    ['the end of chat', ' [DONE] '],
  ])('is nothing where it is %s', (_what, data) => {
    expect(parseResponseEvent(data)).toBeUndefined();
  });

  it('tells its response, and whether it is the last', () => {
    const known = parseResponseEvent(JSON.stringify(completed));
    expect(known).toEqual(completed);
    expect([isTerminal(completed), responseOf(completed)]).toEqual([true, response]);
    const created = { ...completed, type: 'response.created' };
    expect([isTerminal(created), responseOf(created)]).toEqual([false, response]);
    const other = { type: 'response.unheard_of', response, error: { message: 'of a tool' } };
    expect(parseResponseEvent(JSON.stringify(other))).toEqual(other);
    expect([isTerminal(other), responseOf(other)]).toEqual([false, undefined]);
  });
});

describe('an event for the client', () => {
  const delta = { type: 'response.output_text.delta', delta: 'Hi', obfuscation: 'from the provider' };

  it('has padding of ours, which hides how long its text is', () => {
    const lengths = ['', 'Hi', 'Hi there, Zoë'].map(
      (text) => Buffer.byteLength(JSON.stringify(padded({ ...delta, delta: text }, true))) % 64,
    );
    expect(new Set(lengths).size).toBe(1);
    expect(padded(delta, true)['obfuscation']).toMatch(/^x{1,64}$/);
  });

  it('has none where the client wants none, nor where it is no delta', () => {
    expect(padded(delta, false)).toEqual({ type: delta.type, delta: 'Hi' });
    expect(padded(completed, true)).toEqual(completed);
  });

  it('stands under its name, which can’t begin a line of its own', () => {
    expect(eventFrame(completed)).toBe(`event: response.completed\ndata: ${JSON.stringify(completed)}\n\n`);
    const [first, second, ...rest] = eventFrame({ type: 'a\r\ndata: {}\n\nevent: b' }).split(/\r\n|\n|\r/);
    expect(first).toBe('event: a  data: {}  event: b');
    expect(second).toMatch(/^data: /);
    expect(rest).toEqual(['', '']);
  });
});

describe('the end of a stream that can’t go on', () => {
  it('is an error in both shapes, and then the response as failed', () => {
    const { message } = new GatewayError('provider_cut');
    const error = { type: 'bad_gateway', code: 'provider_error', message, param: '' };
    expect(failureEvents(new GatewayError('provider_cut'), 7, response)).toEqual([
      { ...error, type: 'error', sequence_number: 7, error },
      {
        type: 'response.failed',
        sequence_number: 8,
        response: { id: 'resp_1', status: 'failed', error: { code: 'server_error', message } },
      },
    ]);
  });

  it('is the error alone where no response has begun', () => {
    const events = failureEvents(new GatewayError('timed_out'), 0, undefined);
    expect(events.map(({ type }) => type)).toEqual(['error']);
  });
});
