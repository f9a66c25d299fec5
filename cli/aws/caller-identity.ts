import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings } from '../../lambda/aws/clients.ts';
import { UsageError } from '../command.ts';
import { type Connection, LIMITS } from './connection.ts';
import { explainFailure } from './explain-failure.ts';

/** Who AWS takes the operator for, such as `assumed-role/Admin/jane`. */
export const callerIdentity = async (connection: Connection): Promise<string> => {
  const client = new STSClient({ ...clientSettings(LIMITS), ...connection });
  try {
    const { Arn: arn } = await client.send(new GetCallerIdentityCommand());
    const [, , , , , name] = arn?.split(':') ?? [];
    if (name === undefined) throw new UsageError('AWS does not say whose credentials these are.');
    return name;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(explainFailure(error, 'sts:GetCallerIdentity', 'these credentials'));
  } finally {
    client.destroy();
  }
};
