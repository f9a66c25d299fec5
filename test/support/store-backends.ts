import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { type AwsClients, createAwsClients } from '../../lambda/aws/clients.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { TABLES } from '../../lambda/contract/tables.ts';
import { startLocalAws } from '../../local/aws/aws.ts';
import { canRunDynamoDbLocal, startDynamoDbLocal } from './dynamodb-local.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A place where the stores can be tested. */
export interface Backend {
  readonly clients: AwsClients;
  readonly tables: Readonly<Record<keyof typeof TABLES, string>>;
  readonly dataKeyId: string;
  close(): Promise<void>;
}

/** What `npm start` uses: all three services in this process. */
const startLaptop = async (): Promise<Backend> => {
  const folder = temporaryFolder();
  const aws = await startLocalAws({ stateFolder: folder.path });
  Object.assign(process.env, aws.environment);
  const clients = createAwsClients();
  const named = (name: string) => aws.environment[name] ?? '';
  return {
    clients,
    tables: {
      keys: named(ENVIRONMENT.keysTable),
      vault: named(ENVIRONMENT.vaultTable),
      audit: named(ENVIRONMENT.auditTable),
    },
    dataKeyId: named(ENVIRONMENT.dataKeyId),
    async close() {
      clients.destroy();
      await aws.close();
      folder.remove();
    },
  };
};

/** The same, but DynamoDB is AWS's own program. */
const startWithDynamoDbLocal = async (): Promise<Backend> => {
  const dynamo = await startDynamoDbLocal();
  const laptop = await startLaptop();
  process.env.AWS_ENDPOINT_URL_DYNAMODB = dynamo.url;
  const clients = createAwsClients();
  for (const [name, keys] of Object.entries(TABLES)) {
    const names = 'sortKey' in keys ? [keys.partitionKey, keys.sortKey] : [keys.partitionKey];
    await clients.dynamo.send(
      new CreateTableCommand({
        TableName: laptop.tables[name as keyof typeof TABLES],
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: names.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
        KeySchema: names.map((key, index) => ({
          AttributeName: key,
          KeyType: index === 0 ? 'HASH' : 'RANGE',
        })),
      }),
    );
  }
  return {
    ...laptop,
    clients,
    async close() {
      clients.destroy();
      await laptop.close();
      await dynamo.close();
    },
  };
};

interface NamedBackend {
  readonly name: string;
  readonly start: () => Promise<Backend>;
}

export const BACKENDS: readonly NamedBackend[] = [
  { name: 'the laptop', start: startLaptop },
  ...(canRunDynamoDbLocal() ? [{ name: 'DynamoDB Local', start: startWithDynamoDbLocal }] : []),
];
