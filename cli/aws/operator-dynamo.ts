import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings } from '../../lambda/aws/clients.ts';
import { type Connection, LIMITS } from './connection.ts';
import { explainFailure } from './explain-failure.ts';

export interface OperatorDynamo {
  readonly client: DynamoDBClient;
  /**
   * What the last call that failed means to the operator. The adapters of the gateway tell their callers nothing of
   * that, with reason; here somebody has to put it right.
   */
  readonly lastFailure: () => string | undefined;
}

const tableOf = (input: object): string =>
  'TableName' in input && typeof input.TableName === 'string' ? `the table ${input.TableName}` : 'the tables';

export const createOperatorDynamo = (connection: Connection): OperatorDynamo => {
  const client = new DynamoDBClient({ ...clientSettings(LIMITS), ...connection });
  let last: string | undefined;
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const action = `dynamodb:${commandName.replace(/Command$/, '')}`;
          last = explainFailure(error, action, tableOf(args.input));
          throw error;
        }
      },
    { step: 'initialize', name: 'rememberFailure' },
  );
  return { client, lastFailure: () => last };
};
