import { callerIdentity } from '../aws/caller-identity.ts';
import type { Connection } from '../aws/connection.ts';
import { type StackResource, stackResources } from '../aws/stack-resources.ts';
import { UsageError } from '../command.ts';
import { localOperator } from './local-operator.ts';
import type { Place } from './place.ts';

/** Given on the command line. */
export interface AwsNames {
  readonly stage?: string;
  readonly keysTable?: string;
  readonly auditTable?: string;
  readonly region?: string;
  readonly endpoint?: string;
}

const STAGE = /^[a-z][a-z0-9]{0,19}$/;

const connectionOf = ({ region, endpoint }: AwsNames): Connection => {
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new UsageError('--endpoint must be an address such as http://127.0.0.1:4566.');
  return { ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) };
};

/** The data stack's code fixes these names. */
const tableIn = (resources: readonly StackResource[], logicalId: string, stack: string): string => {
  const found = resources.find((resource) => resource.logicalId === logicalId);
  if (found === undefined) throw new UsageError(`The stack ${stack} has no ${logicalId}. Deploy it again.`);
  return found.physicalId;
};

const tablesOf = async (connection: Connection, stage: string) => {
  if (!STAGE.test(stage)) throw new UsageError('--stage must be the name of a stage, such as dev.');
  const stack = `hawthorn-${stage}-data`;
  const resources = await stackResources(connection, stack);
  return {
    name: `stage ${stage}`,
    keysTable: tableIn(resources, 'KeysTable', stack),
    auditTable: tableIn(resources, 'AuditTable', stack),
  };
};

const namedTables = ({ keysTable, auditTable }: AwsNames) => {
  if (keysTable === undefined || auditTable === undefined)
    throw new UsageError('Name --keys-table and --audit-table both: nothing is changed without a record.');
  return { name: `the table ${keysTable}`, keysTable, auditTable };
};

/** What runs in an AWS account, or in an emulator of one, which knows nothing of people. */
export const openAws = async (names: AwsNames): Promise<Place> => {
  const { stage, keysTable, auditTable } = names;
  if (stage !== undefined && (keysTable ?? auditTable) !== undefined)
    throw new UsageError('Name either --stage or the tables.');
  const connection = connectionOf(names);
  const tables = stage === undefined ? namedTables(names) : await tablesOf(connection, stage);
  const changedBy = names.endpoint === undefined ? await callerIdentity(connection) : localOperator();
  return { ...tables, keys: 'live', connection, changedBy, close: () => Promise.resolve() };
};
