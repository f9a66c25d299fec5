import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../../lib/stage.ts';
import { readOutputs } from './assembly.ts';
import { synthesiseForAccount } from './find-account.ts';
import { nextSteps } from './next-steps.ts';
import { describeDeployment } from './preflight.ts';
import { runCdk } from './run-cdk.ts';
import type { StageArguments } from './stage-arguments.ts';
import type { StagePorts } from './stage-ports.ts';

/** Deploys exactly the templates that were checked, into the account that was shown. */
export const deployStage = async (
  ports: StagePorts,
  stage: Stage,
  { yes, revertDrift }: Pick<StageArguments, 'yes' | 'revertDrift'>,
): Promise<number> => {
  const { folder, account, stacks } = await synthesiseForAccount(ports, stage);
  ports.terminal.out(describeDeployment(stage, account, stacks.get(stage.name) ?? []));
  const outputsFile = `cdk.out/${stage.name}.outputs.json`;
  rmSync(join(ports.root, outputsFile), { force: true });
  const approval = ['--require-approval', yes ? 'never' : 'broadening'];
  const code = await runCdk(ports, [
    ...['deploy', '--all', '--app', folder, '--outputs-file', outputsFile],
    ...approval,
    // Else templates that are the same are passed over, whatever was changed past them.
    ...(revertDrift ? ['--revert-drift'] : []),
  ]);
  if (code === 0) ports.terminal.out(`\n${nextSteps(stage, readOutputs(join(ports.root, outputsFile)))}`);
  return code;
};
