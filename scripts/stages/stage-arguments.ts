import { parseArgs } from 'node:util';
import { UsageError } from '../../cli/command.ts';

const COMMANDS = ['synth', 'deploy', 'diff', 'destroy'] as const;
export type StageCommand = (typeof COMMANDS)[number];

export interface StageArguments {
  readonly command: StageCommand;
  /** Only `synth` does without one, and means all. */
  readonly stage: string | undefined;
  /** Nothing is asked. */
  readonly yes: boolean;
  /** What was changed past CloudFormation is put back. */
  readonly revertDrift: boolean;
  readonly help: boolean;
}

export const HELP: Readonly<Record<StageCommand, string>> = {
  synth: `Usage: npm run synth [-- --stage NAME]

Writes the CloudFormation templates of all stages in lib/stages.ts, or of one, and checks them: the settings,
CloudFormation's own validation, the HIPAA and AwsSolutions rules of cdk-nag. Needs no AWS account.
`,
  deploy: `Usage: npm run deploy -- --stage NAME [--yes] [--revert-drift]

Checks a stage as npm run synth does, shows where it would go, and deploys it. Asks before rights are widened;
--yes asks nothing, for pipelines. --revert-drift also puts back what was changed past CloudFormation: without it, a
deployment of the same templates changes nothing.
`,
  diff: `Usage: npm run diff -- --stage NAME

Shows what a deployment would change.
`,
  destroy: `Usage: npm run destroy -- --stage NAME [--yes]

Deletes a stage after its name has been typed; --yes asks nothing. A stage with data: 'retain' is never deleted.
`,
};

const isCommand = (name: string | undefined): name is StageCommand =>
  COMMANDS.some((known) => known === name);

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stage: { type: 'string' },
        yes: { type: 'boolean' },
        'revert-drift': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments are not valid.');
  }
};

/** What was asked for. Throws `UsageError`. */
export const readStageArguments = ([command, ...rest]: readonly string[]): StageArguments => {
  if (!isCommand(command)) throw new UsageError(`The commands are ${COMMANDS.join(', ')}.`);
  const { stage, yes = false, 'revert-drift': revertDrift = false, help = false } = parse(rest);
  if (yes && (command === 'synth' || command === 'diff'))
    throw new UsageError(`${command} asks nothing and takes no --yes.`);
  if (revertDrift && command !== 'deploy')
    throw new UsageError(`${command} takes no --revert-drift: that is for deploy.`);
  return { command, stage, yes, revertDrift, help };
};
