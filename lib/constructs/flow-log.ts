import { FlowLogDestination, FlowLogTrafficType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { LogSettings } from './log-settings.ts';

/** Writes down who spoke to whom in a VPC: addresses, ports and bytes, never what was said. */
export const addFlowLog = (scope: Construct, vpc: Vpc, logs: LogSettings): void => {
  const logGroup = new LogGroup(scope, 'FlowLogs', {
    retention: logs.days,
    encryptionKey: logs.encryptionKey,
    removalPolicy: logs.removalPolicy,
  });
  const role = new Role(scope, 'FlowLogsRole', {
    assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com'),
  });
  const access = new ManagedPolicy(scope, 'FlowLogsAccess', {
    description: 'Hawthorn: flow logs of the VPC',
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ],
  });
  const flowLog = vpc.addFlowLog('Flow', {
    trafficType: FlowLogTrafficType.ALL,
    // As a role that can't be changed: the CDK would add an inline policy.
    destination: FlowLogDestination.toCloudWatchLogs(logGroup, role.withoutPolicyUpdates()),
  });
  flowLog.node.addDependency(access);
};
