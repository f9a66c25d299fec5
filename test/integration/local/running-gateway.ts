import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The gateway as `npm start` runs it, in a process of its own. */
export interface RunningGateway {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** All that it has printed so far. */
  output(): string;
  errors(): string;
  /** Resolves when it has printed this, or has ended. */
  printed(text: string): Promise<void>;
  /** Resolves with the exit code, or the signal that ended it. */
  ended(): Promise<number | string | null>;
}

export const runGateway = (
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): RunningGateway => {
  const child = spawn(process.execPath, ['local/start.ts', ...args], {
    cwd: ROOT,
    // Nothing of the surroundings: no provider key of a developer reaches a test.
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const exit: Promise<number | string | null> = once(child, 'close').then(
    ([code, signal]: (number | string | null)[]) => signal ?? code ?? null,
  );
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return {
    process: child,
    output: () => output,
    errors: () => errors,
    printed: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (output.includes(text)) resolve();
        };
        child.stdout.on('data', look);
        look();
        void exit.then(() => resolve());
      }),
    ended: () => exit,
  };
};

/** What the user copies from the first lines. */
export const copied = (output: string): { baseURL: string; apiKey: string } => {
  const [, baseURL = ''] = /base URL +(\S+)/.exec(output) ?? [];
  const [, apiKey = ''] = /API key +(\S+)/.exec(output) ?? [];
  return { baseURL, apiKey };
};
