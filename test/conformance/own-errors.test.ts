import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ResponsesPorts } from '../../lambda/gateway/ports.ts';
import { type ExpectedError, errorOf, expectError } from '../support/client-error.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { echo, tokensIn } from '../support/openai-wire.ts';

/** What broke says more than anybody may read. */
const TELLTALE = 'cannot read Quillfeather, 12 Bramble Lane';

const breaks = (): never => {
  throw new TypeError(TELLTALE);
};
const rejects = (): Promise<never> => Promise.reject(new TypeError(TELLTALE));

/** The part that is broken for the moment. */
let broken: 'catalogue' | 'detector' | undefined;

/** Does as it ever did until the part is said to be broken. */
const breakable = (ports: ResponsesPorts): ResponsesPorts => ({
  ...ports,
  catalogue: {
    ...ports.catalogue,
    resolve: (model) => (broken === 'catalogue' ? breaks() : ports.catalogue.resolve(model)),
  },
  detector: { detect: (...given) => (broken === 'detector' ? rejects() : ports.detector.detect(...given)) },
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ respond: echo(([name]) => `Dear ${name}`), ports: breakable });
});
afterEach(() => {
  broken = undefined;
});
afterAll(() => gateway.close());

const ASK = {
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user' as const, content: 'Patient Maria Gonzalez needs a letter.' }],
};

const FAILS: readonly (readonly [NonNullable<typeof broken>, ExpectedError])[] = [
  [
    'catalogue',
    { as: OpenAI.InternalServerError, status: 500, type: 'internal_server_error', code: 'internal_error' },
  ],
  [
    'detector',
    {
      as: OpenAI.InternalServerError,
      status: 503,
      type: 'service_unavailable',
      code: 'scrubbing_unavailable',
    },
  ],
];

describe.each([false, true])('E6: our own failures, stream: %s', (stream) => {
  test.each(FAILS)('%s', async (part, expected) => {
    broken = part;
    const before = gateway.provider.requests.length;
    const error = await errorOf(gateway.openai().chat.completions.create({ ...ASK, stream }));
    expectError(error, expected);
    expect(gateway.provider.requests.length).toBe(before);
    const headers = (error as { headers: Headers }).headers;
    expect(headers.get('x-request-id')).toMatch(/^req_/);
    expect(headers.has('retry-after')).toBe(expected.status === 503);
    expect(JSON.stringify([error, gateway.logged])).not.toMatch(/Quillfeather|Bramble|Maria/);
  });
});

test('E9: 5xx of ours is retried by the client, and works when the part works again', async () => {
  broken = 'catalogue';
  let calls = 0;
  const mending: typeof fetch = async (...given) => {
    const response = await fetch(...given);
    calls += 1;
    broken = undefined;
    return response;
  };
  const client = gateway.openai({ maxRetries: 1, fetch: mending });
  const { choices } = await client.chat.completions.create(ASK);
  expect(choices[0]?.message.content).toBe('Dear Maria Gonzalez');
  expect(calls).toBe(2);
  expect(tokensIn(gateway.provider.requests.at(-1)!)).toHaveLength(1);
});
