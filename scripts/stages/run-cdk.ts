import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { UsageError } from '../../cli/command.ts';
import type { StagePorts } from './stage-ports.ts';

export interface CdkOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its lines go, both of its outputs; straight to the terminal without it, where it may ask questions. */
  readonly onLine?: (line: string) => void;
}

const readLines = async (output: Readable | null, onLine: (line: string) => void): Promise<void> => {
  if (output === null) return;
  for await (const line of createInterface({ input: output })) onLine(line);
};

/**
 * Runs the `cdk` of the PATH, which for npm's scripts is the version that package.json pins. Resolves with its exit code.
 * Throws `UsageError` when there is none.
 */
export const runCdk = async (
  { root, environment }: Pick<StagePorts, 'root' | 'environment'>,
  args: readonly string[],
  { environment: more = {}, onLine }: CdkOptions = {},
): Promise<number> => {
  const output = onLine === undefined ? 'inherit' : 'pipe';
  const child = spawn('cdk', args, {
    cwd: root,
    env: { ...environment, ...more },
    stdio: ['inherit', output, output],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', () =>
      reject(new UsageError('There is no cdk. Run npm ci, then the command with npm.')),
    );
    child.on('close', (code) => resolve(code ?? 1));
  });
  if (onLine === undefined) return ended;
  const [code] = await Promise.all([ended, readLines(child.stdout, onLine), readLines(child.stderr, onLine)]);
  return code;
};
