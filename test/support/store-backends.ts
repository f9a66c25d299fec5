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
  readonly stateBucket: string;
  readonly dataKeyId: string;
  close(): Promise<void>;
}

/** A Java program that has just started, on a busy machine, may take its time over the first calls. */
const PATIENT = { connectionTimeoutMs: 20_000, requestTimeoutMs: 20_000, maxAttempts: 1 };

/** What `npm start` uses: all services in this process. */
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
      limits: named(ENVIRONMENT.limitsTable),
      state: named(ENVIRONMENT.stateTable),
      spans: named(ENVIRONMENT.spansTable),
    },
    stateBucket: named(ENVIRONMENT.stateBucket),
    dataKeyId: named(ENVIRONMENT.dataKeyId),
    async close() {
      clients.destroy();
      await aws.close();
      folder.remove();
    },
  };
};

const createTables = async ({ dynamo }: AwsClients, tables: Backend['tables']): Promise<void> => {
  for (const [name, keys] of Object.entries(TABLES)) {
    const names = 'sortKey' in keys ? [keys.partitionKey, keys.sortKey] : [keys.partitionKey];
    await dynamo.send(
      new CreateTableCommand({
        TableName: tables[name as keyof typeof TABLES],
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: names.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
        KeySchema: names.map((key, index) => ({
          AttributeName: key,
          KeyType: index === 0 ? 'HASH' : 'RANGE',
        })),
      }),
    );
  }
};

/** The same, but DynamoDB is AWS's own program. */
const startWithDynamoDbLocal = async (): Promise<Backend> => {
  const laptop = await startLaptop();
  const dynamo = await startDynamoDbLocal();
  process.env.AWS_ENDPOINT_URL_DYNAMODB = dynamo.url;
  const clients = createAwsClients(PATIENT);
  const close = async (): Promise<void> => {
    clients.destroy();
    await dynamo.close();
    await laptop.close();
  };
  try {
    await createTables(clients, laptop.tables);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...laptop, clients, close };
};

interface NamedBackend {
  readonly name: string;
  readonly start: () => Promise<Backend>;
}

export const BACKENDS: readonly NamedBackend[] = [
  { name: 'the laptop', start: startLaptop },
  ...(canRunDynamoDbLocal() ? [{ name: 'DynamoDB Local', start: startWithDynamoDbLocal }] : []),
];
