import { join } from 'node:path';
import { UsageError } from '../../cli/command.ts';
import type { Stage } from '../../lib/stage.ts';
import { stacksIn } from './assembly.ts';
import { type CdkOptions, runCdk } from './run-cdk.ts';
import type { StagePorts } from './stage-ports.ts';

/** What is worth reading after a success; of the rest, progress and hints, a failure alone shows all. */
const REMARK = /^\[(?:Warning|Error) at /;

export interface Synthesised {
  /** The folder of the templates, from the root of the repository. */
  readonly folder: string;
  /** The stacks of each stage. */
  readonly stacks: ReadonlyMap<string, readonly string[]>;
}

const folderOf = (stages: readonly Stage[]): string =>
  `cdk.out/${stages.length === 1 ? stages.map(({ name }) => name).join() : 'all'}`;

/**
 * Writes the templates of stages in one run, so that the functions are bundled once. Throws `UsageError` when a rule
 * found something; what it found has then been printed.
 */
export const synthesise = async (
  ports: StagePorts,
  stages: readonly Stage[],
  { app, environment = {} }: { readonly app?: string; readonly environment?: CdkOptions['environment'] } = {},
): Promise<Synthesised> => {
  const folder = folderOf(stages);
  const names = stages.map(({ name }) => name);
  const said: string[] = [];
  ports.terminal.err(`Making and checking the templates of ${names.join(', ')} …\n`);
  const args = ['synth', '--quiet', '--context', `stage=${names.join(',')}`, '--output', folder];
  const code = await runCdk(ports, app === undefined ? args : [...args, '--app', app], {
    environment,
    onLine: (line) => void said.push(line),
  });
  const worthReading = code === 0 ? said.filter((line) => REMARK.test(line)) : said;
  for (const line of worthReading) ports.terminal.err(`${line}\n`);
  if (code !== 0)
    throw new UsageError(`No templates for ${names.join(' and ')}: what is wrong stands above.`);
  return {
    folder,
    stacks: new Map(names.map((name) => [name, stacksIn(join(ports.root, folder), name)])),
  };
};
