import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { type Terminal, UsageError } from '../../cli/command.ts';
import type { Stage } from '../../lib/stage.ts';
import { synthesiseForAccount } from './find-account.ts';
import { runCdk } from './run-cdk.ts';
import type { StagePorts } from './stage-ports.ts';

const remains = ({ name, audit }: Stage): string => `What remains for a while, or has to be done by hand:
  - CloudFormation deletes no bucket that holds something: empty the state bucket first. What the audit bucket holds
    is locked for the stage's ${audit.days} day(s); until then the stack's deletion fails at that bucket, and may be run again.
  - DynamoDB keeps a backup of each deleted table for 35 days.
  - KMS keys wait 30 days before they are gone. Until then a deletion can be cancelled.
  - The account's role for API Gateway's logs and the CDK's bootstrap stack are the account's, and stay.
  - API keys of ${name} end with it. Keys at the model provider don't: revoke them there.
`;

const refuseRetained = ({ name, data }: Stage): void => {
  if (data === 'retain')
    throw new UsageError(
      `The stage ${name} keeps its data (data: 'retain') and is not deleted by this command: to take the API down, delete the stack hawthorn-${name}-operations, which imports from the other, then hawthorn-${name}-gateway; to give up the data, follow "Removal" in docs/deploy.md.`,
    );
};

const firstLine = async (input: Terminal['stdin']): Promise<string> => {
  for await (const line of createInterface({ input: Readable.from(input) })) return line.trim();
  return '';
};

/** Only somebody at a terminal can confirm. Throws `UsageError`. */
const confirm = async (name: string, terminal: Terminal): Promise<void> => {
  if (terminal.stdin.isTTY !== true)
    throw new UsageError('Nobody is there to confirm. Give --yes to delete the stage all the same.');
  terminal.out(`Type ${name} to delete it: `);
  if ((await firstLine(terminal.stdin)) !== name) throw new UsageError('Nothing was deleted.');
};

/** Deletes a stage, data and all. Throws `UsageError` for one that keeps its data, or when nobody confirmed. */
export const destroyStage = async (ports: StagePorts, stage: Stage, yes: boolean): Promise<number> => {
  refuseRetained(stage);
  const { folder, account, stacks } = await synthesiseForAccount(ports, stage);
  const names = (stacks.get(stage.name) ?? []).join(', ');
  ports.terminal.out(`This deletes ${names} in account ${account}, ${stage.region}.\n${remains(stage)}`);
  if (!yes) await confirm(stage.name, ports.terminal);
  return runCdk(ports, ['destroy', '--all', '--force', '--app', folder]);
};
