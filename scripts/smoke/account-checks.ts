import { stackResources } from '../../cli/aws/stack-resources.ts';
import { UsageError } from '../../cli/command.ts';
import type { Stage } from '../../lib/stage.ts';
import type { Account } from './account.ts';
import { createAccountClients } from './account-clients.ts';
import { alarmChecks } from './alarm-checks.ts';
import { type Check, CheckFailed, CheckSkipped } from './check.ts';
import { edgeChecks } from './edge-checks.ts';
import { encryptionChecks } from './encryption-checks.ts';
import type { GatewayClient } from './gateway-client.ts';
import { lockChecks } from './lock-checks.ts';
import { tableChecks } from './table-checks.ts';

const NAMES = [
  ...['tables encrypted', 'tables restorable', 'tables protected', 'audit bucket locked'],
  ...['a locked version stays', 'keys rotate', 'logs encrypted and kept', 'alarms are heard'],
  ...['a trail tells of management events', 'web ACL before the API', 'name of its own'],
];

const allSkipped = (why: string): readonly Check[] =>
  NAMES.map((name) => ({ name, run: () => Promise.reject(new CheckSkipped(why)) }));

/** What only the account itself can tell. Skipped, all of it, without a stage and without credentials. */
export const accountChecks = async (
  stage: Stage | undefined,
  region: string | undefined,
  client: GatewayClient,
): Promise<readonly Check[]> => {
  if (stage === undefined) return allSkipped('no --stage given');
  const connection = { region: region ?? stage.region };
  try {
    const stacks = ['data', 'gateway', 'operations'].map((part) => `hawthorn-${stage.name}-${part}`);
    const found = await Promise.all(stacks.map((stack) => stackResources(connection, stack)));
    const account: Account = { stage, resources: found.flat(), clients: createAccountClients(connection) };
    return [
      ...tableChecks(account),
      ...lockChecks(account),
      ...encryptionChecks(account),
      ...alarmChecks(account),
      ...edgeChecks(account, client),
    ];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (error.message.startsWith('There are no AWS credentials')) return allSkipped(error.message);
    return [{ name: 'the stage’s stacks', run: () => Promise.reject(new CheckFailed(error.message)) }];
  }
};
