import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { clientSettings } from '../../lambda/aws/clients.ts';
import { UsageError } from '../command.ts';
import { type Connection, LIMITS } from './connection.ts';
import { explainFailure } from './explain-failure.ts';

/** One thing that a stack has made. */
export interface StackResource {
  /** Fixed by the stack's code, such as `KeysTable`. */
  readonly logicalId: string;
  /** Such as `AWS::DynamoDB::Table`. */
  readonly type: string;
  /** The name that it has in the account. */
  readonly physicalId: string;
}

/** All that a stack has made. Throws `UsageError`, also where there is no such stack. */
export const stackResources = async (
  connection: Connection,
  stackName: string,
): Promise<readonly StackResource[]> => {
  const client = new CloudFormationClient({ ...clientSettings(LIMITS), ...connection });
  const found: StackResource[] = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
      for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of page.StackResourceSummaries ??
        []) {
        if (LogicalResourceId === undefined || ResourceType === undefined || PhysicalResourceId === undefined)
          continue;
        found.push({ logicalId: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId });
      }
    }
    return found;
  } catch (error) {
    // CloudFormation's word for a stack that isn't there.
    if (error instanceof Error && error.name === 'ValidationError') {
      const region = await client.config.region();
      throw new UsageError(
        `There is no stack ${stackName} in ${region}, as these credentials see it. Another Region? Name it with --region.`,
      );
    }
    throw new UsageError(
      explainFailure(error, 'cloudformation:ListStackResources', `the stack ${stackName}`),
    );
  } finally {
    client.destroy();
  }
};
