import { afterAll, beforeAll, expect, vi } from 'vitest';
import { type Canary, type Haystack, leaksIn } from './canaries.ts';
import { type CapturedOutput, captureOutput } from './captured-output.ts';
import { type GatewayOptions, startGateway, type TestGateway } from './gateway.ts';
import { openedStateText } from './opened-state.ts';
import type { Respond } from './scripted-provider.ts';
import { storedText } from './stored-text.ts';

/** What a client got of an answer, as text. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const headersText = (headers: Headers): string =>
  [...headers].map(([name, value]) => `${name}: ${value}`).join('\n');

/** The parts of an answer that must hold no PHI when it is an error. */
export const answerText = ({ headers, body }: Answer): Haystack[] => [
  ['answer header', headersText(headers)],
  ['answer body', body],
];

/** A gateway for the tests of one file, all of whose traces are kept: what it sends, writes, logs and stores. */
export const watchGateway = (options: Omit<GatewayOptions, 'respond'> = {}) => {
  let started: TestGateway | undefined;
  let output: CapturedOutput | undefined;
  let script: Respond = () => {
    throw new Error('the provider has no script');
  };
  let first = 0;

  beforeAll(async () => {
    output = captureOutput();
    started = await startGateway({
      ...options,
      respond: (reply, request, index) => script(reply, request, index - first),
    });
  });
  afterAll(async () => {
    output?.stop();
    await started?.close();
  });

  const gateway = (): TestGateway => {
    if (started === undefined) throw new Error('the gateway runs only inside of tests');
    return started;
  };
  const sent = () => gateway().provider.requests.slice(first);

  const everPlanted: Canary[] = [];
  const outbound = (requests = sent()): Haystack[] =>
    requests.flatMap(({ url, headers, body }): Haystack[] => [
      ['outbound url', url],
      ['outbound headers', JSON.stringify(headers)],
      ['outbound body', body],
    ]);

  const traces = async (): Promise<Haystack[]> => [
    ...outbound([...gateway().provider.requests]),
    ['log', JSON.stringify(gateway().logged)],
    ['metrics', gateway().metricLines.join('')],
    ['output', output?.text() ?? ''],
    ...(await storedText(gateway())),
    ...(await openedStateText(gateway())),
  ];

  const answerOf = async (response: Response): Promise<Answer> => ({
    status: response.status,
    headers: response.headers,
    body: await response.text(),
  });

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> =>
    answerOf(
      await fetch(`${gateway().baseURL}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${gateway().key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );

  return {
    gateway,
    sent,
    /** From now on the provider does this. Its requests are counted from here. */
    provider: (next: Respond): void => {
      script = next;
      first = gateway().provider.requests.length;
    },
    /** Sends a request for a chat completion and reads the whole answer. */
    ask: async (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
      answerOf(await gateway().post(body, headers)),
    /** The same for a response. */
    askResponse: (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
      call('POST', '/responses', body, headers),
    /** Any call, by its path behind `/v1`. */
    call,
    /** Fails when a planted value can be seen in what was sent since the last script, or in `more`. */
    expectNotSent: (planted: readonly Canary[], more: readonly Haystack[] = []): void => {
      everPlanted.push(...planted);
      expect(leaksIn([...outbound(), ...more], planted)).toEqual([]);
    },
    /**
     * Fails when a value planted so far can be seen in anything that was ever sent, written, logged or stored, or in what
     * is stored once it is opened.
     */
    expectNoTrace: async (more: readonly Haystack[] = []): Promise<void> => {
      expect(everPlanted.length).toBeGreaterThan(0);
      // What is looked for nowhere is not found anywhere. Metrics follow the end of an answer.
      await vi.waitFor(() => expect(gateway().metricLines).not.toEqual([]));
      expect(leaksIn([...(await traces()), ...more], everPlanted)).toEqual([]);
    },
  };
};

export type WatchedGateway = ReturnType<typeof watchGateway>;
