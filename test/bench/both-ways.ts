import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BenchWire } from './wires.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A key of the right form; it opens nothing but the gateway that this benchmark starts. */
const KEY = `hwk_test_bench0000000_${'b'.repeat(43)}`;

/** A question of ordinary length; every one is new, so that nothing can be remembered. */
export const question = (round: number): string =>
  `Please summarise for Dr. Amelia Hart: patient Jonathan Reyes${round}, MRN 4471${1000 + round}, born 3/4/1961, seen at ` +
  'Mercy General Hospital on 11/2/2025 with chest pain for two days, troponin 0.03, ECG without changes. ' +
  'He takes metoprolol 25 mg twice daily and atorvastatin 40 mg. What should be checked before discharge?';

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

/** The addresses of the provider alone, and of the gateway in front of it. */
export interface BothWays {
  readonly direct: string;
  readonly gateway: string;
}

/** Runs the laptop gateway against a provider in another process while something is measured. */
export const withBothWays = async <T>(measure: (ways: BothWays) => Promise<T>): Promise<T> => {
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
    return await measure({ direct: provider.url, gateway: gateway.url });
  } finally {
    await Promise.all([stop(gateway), stop(provider)]);
    await rm(state, { recursive: true });
  }
};

export const ask = (url: string, { path }: BenchWire, body: object): Promise<Response> =>
  fetch(`${url}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ model: 'gpt-5.4-mini', ...body }),
  });

interface PlainResult {
  readonly ms: number;
  readonly text: string;
}

/** Asks, checks that the answer speaks of the patient, and says how long it took. */
export const askPlain = async (
  url: string,
  wire: BenchWire,
  body: object,
  round: number,
): Promise<PlainResult> => {
  const began = performance.now();
  const response = await ask(url, wire, body);
  const text = await response.text();
  const ms = performance.now() - began;
  if (!response.ok || !text.includes(`Reyes${round}`)) throw new Error(`Answer ${response.status}: ${text}`);
  return { ms, text };
};

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
