import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What Lambda does in a function's name to place it in a VPC. None of these takes a resource or a condition. */
const ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda may make network interfaces with the function's role, and the function's own code may not.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export const interfaceAccess = (scope: Construct): readonly PolicyStatement[] => {
  const { partition, region, account, stackName } = Stack.of(scope);
  const functions = `arn:${partition}:lambda:${region}:${account}:function:${stackName}-*`;
  return [
    new PolicyStatement({ actions: ACTIONS, resources: ['*'] }),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ACTIONS,
      resources: ['*'],
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': functions } },
    }),
  ];
};
