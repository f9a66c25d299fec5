import { UsageError } from '../../cli/command.ts';
import { pickStage, type Stage, StageError } from '../../lib/stage.ts';
import { deployStage } from './deploy.ts';
import { destroyStage } from './destroy.ts';
import { synthesiseForAccount } from './find-account.ts';
import { runCdk } from './run-cdk.ts';
import { HELP, readStageArguments, type StageArguments } from './stage-arguments.ts';
import type { StagePorts } from './stage-ports.ts';
import { synthesise } from './synthesise.ts';

const synthStages = async (ports: StagePorts, stages: readonly Stage[]): Promise<number> => {
  const { folder, stacks } = await synthesise(ports, stages);
  for (const { name, region } of stages)
    ports.terminal.out(`${name}: ${(stacks.get(name) ?? []).join(', ')} for ${region}, in ${folder}/\n`);
  return 0;
};

const diffStage = async (ports: StagePorts, stage: Stage): Promise<number> => {
  const { folder, account } = await synthesiseForAccount(ports, stage);
  ports.terminal.out(`${stage.name} against account ${account}, ${stage.region}\n`);
  return runCdk(ports, ['diff', '--all', '--app', folder]);
};

const onStage = ({ stages }: StagePorts, { command, stage }: StageArguments): Stage => {
  if (stage !== undefined) return pickStage(stages, stage);
  const known = stages.map(({ name }) => name).join(', ');
  throw new UsageError(
    `Which stage? npm run ${command} -- --stage NAME. Those in lib/stages.ts are: ${known}.`,
  );
};

const run = (ports: StagePorts, given: StageArguments): Promise<number> => {
  const { command, stage, yes } = given;
  if (command === 'synth') {
    const names = stage === undefined ? ports.stages.map(({ name }) => name) : [stage];
    return synthStages(
      ports,
      names.map((name) => pickStage(ports.stages, name)),
    );
  }
  const picked = onStage(ports, given);
  if (command === 'deploy') return deployStage(ports, picked, given);
  return command === 'diff' ? diffStage(ports, picked) : destroyStage(ports, picked, yes);
};

/** Does what `npm run synth`, `deploy`, `diff` and `destroy` are asked for. Resolves with the exit code. */
export const runStageCommand = async (ports: StagePorts, args: readonly string[]): Promise<number> => {
  try {
    const given = readStageArguments(args);
    if (!given.help) return await run(ports, given);
    ports.terminal.out(HELP[given.command]);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof StageError)) throw error;
    ports.terminal.err(`${error.message}\n`);
    return 2;
  }
};
