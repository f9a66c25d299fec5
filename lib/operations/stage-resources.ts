import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { DataStack } from '../stacks/data-stack.ts';
import type { GatewayStack } from '../stacks/gateway-stack.ts';
import type { Stage } from '../stage.ts';
import type { WatchedFunction } from './plans/function-alarms.ts';
import type { WatchedTables } from './plans/table-alarms.ts';
import type { WatchedResources } from './watched-events.ts';

/** The functions, by the names that settings give them. */
export const functionsOf = (gateway: GatewayStack, { concurrency }: Stage): readonly WatchedFunction[] => [
  { name: 'chat', gateway: gateway.chat, reserved: concurrency?.chat },
  { name: 'responses', gateway: gateway.responses, reserved: concurrency?.responses },
  { name: 'inspect', gateway: gateway.dryRun, reserved: concurrency?.inspect },
  { name: 'plain', gateway: gateway.plain, reserved: concurrency?.plain },
];

export const tablesOf = ({ tables }: DataStack): WatchedTables => ({
  keys: tables.keys.tableName,
  vault: tables.vault.tableName,
  state: tables.state.tableName,
  audit: tables.audit.tableName,
  limits: tables.limits.tableName,
  spans: tables.spans.tableName,
});

/** Everything that holds data, also what is added later: found, or known by the name of its stack, rather than listed. */
export const resourcesOf = (data: DataStack): WatchedResources => {
  const all = data.node.findAll();
  const keys = all.filter((construct) => construct instanceof Key);
  const vaults = all.filter((construct) => construct instanceof BackupVault);
  return {
    keyArns: keys.map(({ keyArn }) => keyArn),
    keyIds: keys.map(({ keyId }) => keyId),
    // CloudFormation names tables and buckets after their stack.
    namePrefix: `${data.stackName}-`,
    backupVaultNames: vaults.map(({ backupVaultName }) => backupVaultName),
    secretPrefix: data.providerSecrets.prefix,
  };
};
