import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Fixes the CloudFormation name of something that holds data. Without it the name follows from the place in the
 * construct tree, so that moving a line of code would make CloudFormation replace a table by an empty one.
 */
export const pinLogicalId = (construct: Construct, logicalId: string): void => {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new Error(`${logicalId} has no resource to pin.`);
  resource.overrideLogicalId(logicalId);
};
