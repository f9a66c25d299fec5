import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';
import { pythonWith } from '../../support/python-environment.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** An AWS that others wrote, with a CloudFormation of its own: https://pypi.org/project/ministack/ */
export interface Emulator {
  readonly endpoint: string;
  close(): Promise<void>;
}

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const TRIES = 600;

export const findEmulator = () => pythonWith(REQUIREMENTS, 'the deployment onto an emulator of AWS');

/** Nothing of the surroundings: no credentials and no endpoint of a developer. */
const launch = (python: string, port: number, folder: string): ChildProcess =>
  spawn(python, ['-m', 'ministack'], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'] ?? '',
      TMPDIR: folder,
      ...{ BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port), LOG_LEVEL: 'ERROR' },
      ...{ STATE_DIR: join(folder, 'state'), S3_DATA_DIR: join(folder, 's3') },
    },
  });

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    const health = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(1_000) });
    return health.ok;
  } catch {
    return false;
  }
};

export const startEmulator = async (python: string): Promise<Emulator> => {
  const folder = temporaryFolder();
  const port = await freePort();
  const child = launch(python, port, folder.path);
  const endpoint = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    folder.remove();
  };
  for (let tries = 0; tries < TRIES && child.exitCode === null; tries += 1) {
    if (await answers(endpoint)) return { endpoint, close };
    await delay(50);
  }
  await close();
  throw new Error('The emulator did not start.');
};
