import type { StackResource } from '../../cli/aws/stack-resources.ts';
import { pickStage, type Stage, type StageInput } from '../../lib/stage.ts';
import { STAGES } from '../../lib/stages.ts';
import type { Account } from '../../scripts/smoke/account.ts';
import type { AccountClients } from '../../scripts/smoke/account-clients.ts';
import { type Check, type Result, runChecks } from '../../scripts/smoke/check.ts';

const unasked = (): never => {
  throw new Error('The test expects no such call.');
};

/** Refuses every call that a test doesn't say the answer of. */
const NO_ANSWERS: AccountClients = {
  ...{ table: unasked, isRestorable: unasked, policy: unasked, key: unasked, rotates: unasked },
  ...{ logGroup: unasked, objectLock: unasked, put: unasked, deleteVersion: unasked },
  confirmedSubscriptions: unasked,
};

export const resource = (type: string, logicalId: string): StackResource => ({
  ...{ type: `AWS::${type}`, logicalId },
  physicalId: `${logicalId}-here`,
});

/** One of the example stages with other settings. */
export const stageWith = (name: 'dev' | 'prod', other: Partial<StageInput> = {}): Stage =>
  pickStage(
    STAGES.map((stage) => (stage.name === name ? { ...stage, ...other } : stage)),
    name,
  );

export const accountWith = (
  resources: readonly StackResource[],
  clients: Partial<AccountClients> = {},
  stage = stageWith('dev'),
): Account => ({ stage, resources, clients: { ...NO_ANSWERS, ...clients } });

/** What one of the checks says. */
export const resultOf = async (checks: readonly Check[], name: string): Promise<Result> => {
  const [result] = await runChecks(
    checks.filter((check) => check.name === name),
    () => undefined,
  );
  if (result === undefined) throw new Error(`There is no check ${name}.`);
  return result;
};
