import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
const PLAIN_REQUESTS = 200;
const STREAMS = 12;
const WARM_UP = 20;

/** A key of the right form; it opens nothing but the gateway that this benchmark starts. */
const KEY = `hwk_test_bench0000000_${'b'.repeat(43)}`;

/** A question of ordinary length; every one is new, so that nothing can be remembered. */
const question = (round: number): string =>
  `Please summarise for Dr. Amelia Hart: patient Jonathan Reyes${round}, MRN 4471${1000 + round}, born 3/4/1961, seen at ` +
  'Mercy General Hospital on 11/2/2025 with chest pain for two days, troponin 0.03, ECG without changes. ' +
  'He takes metoprolol 25 mg twice daily and atorvastatin 40 mg. What should be checked before discharge?';

const now = (): number => performance.timeOrigin + performance.now();

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
}

/** Starts a script and waits for the first line that holds an address. */
const start = async (script: string, environment: Readonly<Record<string, string>>): Promise<Running> => {
  const child = spawn(process.execPath, [join(ROOT, script)], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+(?:\/v1)?/.exec(line)?.[0];
    if (url === undefined) continue;
    child.stdout.resume();
    return { url: url.replace(/\/v1$/, ''), child };
  }
  throw new Error(`${script} did not start.`);
};

const stop = async ({ child }: Running): Promise<void> => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
};

const ask = (url: string, round: number, stream: boolean): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({
      model: 'gpt-5.4-mini',
      stream,
      stream_options: stream ? { include_obfuscation: false } : undefined,
      messages: [{ role: 'user', content: question(round) }],
    }),
  });

const plain = async (url: string, round: number): Promise<number> => {
  const began = now();
  const response = await ask(url, round, false);
  const text = await response.text();
  if (!response.ok || !text.includes(`Reyes${round}`)) throw new Error(`Answer ${response.status}: ${text}`);
  return now() - began;
};

/** Time to the first chunk with text, and how long each later chunk was under way. */
const streamed = async (url: string, round: number): Promise<{ first: number; delays: number[] }> => {
  const began = now();
  const response = await ask(url, round, true);
  const delays: number[] = [];
  let first = 0;
  let text = '';
  for await (const part of response.body ?? []) {
    const arrived = now();
    text += Buffer.from(part as Uint8Array).toString();
    const stamps = [...text.matchAll(/"content":"([\d.]+);"/g)];
    if (stamps.length > 0 && first === 0) first = arrived - began;
    delays.push(...stamps.map((stamp) => arrived - Number(stamp[1])));
    text = text.slice(text.lastIndexOf('\n\n') + 2);
  }
  return { first, delays };
};

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** What the gateway adds, in milliseconds: both ways measured in turn, in one run, from the same client. */
export interface AddedLatency {
  readonly what: string;
  readonly direct: readonly [p50: number, p99: number];
  readonly gateway: readonly [p50: number, p99: number];
}

const row = (what: string, direct: readonly number[], gateway: readonly number[]): AddedLatency => ({
  what,
  direct: [percentile(direct, 0.5), percentile(direct, 0.99)],
  gateway: [percentile(gateway, 0.5), percentile(gateway, 0.99)],
});

const measure = async (provider: string, gateway: string): Promise<readonly AddedLatency[]> => {
  const times: Record<string, [number[], number[]]> = { plain: [[], []], first: [[], []], chunk: [[], []] };
  const note = (what: string, way: 0 | 1, values: readonly number[]): void =>
    void times[what]?.[way].push(...values);
  for (let round = -WARM_UP; round < PLAIN_REQUESTS; round += 1) {
    for (const [way, url] of [provider, gateway].entries()) {
      const time = await plain(url, round);
      if (round >= 0) note('plain', way === 0 ? 0 : 1, [time]);
    }
  }
  for (let round = 0; round < STREAMS; round += 1) {
    for (const [way, url] of [provider, gateway].entries()) {
      const { first, delays } = await streamed(url, 1_000 + round);
      note('first', way === 0 ? 0 : 1, [first]);
      note('chunk', way === 0 ? 0 : 1, delays);
    }
  }
  return [
    row('plain request', ...(times['plain'] ?? [[], []])),
    row('time to first token', ...(times['first'] ?? [[], []])),
    row('delay of a chunk', ...(times['chunk'] ?? [[], []])),
  ];
};

/** Runs the laptop gateway against a provider in another process, and the same client against that provider alone. */
export const measureLatency = async (): Promise<readonly AddedLatency[]> => {
  const state = await mkdtemp(join(tmpdir(), 'hawthorn-bench-'));
  const provider = await start('test/bench/provider-process.ts', {});
  const gateway = await start('local/start.ts', {
    PORT: '0',
    HAWTHORN_STATE: state,
    HAWTHORN_API_KEY: KEY,
    OPENAI_API_KEY: 'sk-bench-provider',
    OPENAI_BASE_URL: `${provider.url}/v1`,
  });
  try {
    return await measure(provider.url, gateway.url);
  } finally {
    await Promise.all([stop(gateway), stop(provider)]);
    await rm(state, { recursive: true });
  }
};
