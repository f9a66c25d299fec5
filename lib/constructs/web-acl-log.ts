import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, type CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { LogSettings } from './log-settings.ts';

/** WAF writes only to log groups whose names start so. */
const PREFIX = 'aws-waf-logs-';

/**
 * What WAF keeps of a request, wherever it keeps it: none of its headers, query and body, not even the piece that a rule
 * matched. A kind without names means all of that kind.
 * https://docs.aws.amazon.com/waf/latest/developerguide/data-protection-masking.html
 */
export const DATA_PROTECTION: CfnWebACL.DataProtectionConfigProperty = {
  dataProtections: ['SINGLE_HEADER', 'SINGLE_COOKIE', 'SINGLE_QUERY_ARGUMENT', 'QUERY_STRING', 'BODY'].map(
    (fieldType) => ({ field: { fieldType }, action: 'SUBSTITUTION' }),
  ),
};

/** Once more for the log, with the path: an id in a path is the caller's own word. CloudFormation's spelling. */
const REDACTED = [
  ...['authorization', 'x-openai-key', 'x-compliantchatgpt-key', 'x-hawthorn-session', 'user-agent'].map(
    (Name) => ({ singleHeader: { Name } }),
  ),
  { queryString: {} },
  { uriPath: {} },
];

/** Only what was blocked: most requests that a counting rule matches are proper questions, and metrics count them. */
const BLOCKED_ONLY = {
  DefaultBehavior: 'DROP',
  Filters: [
    { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] },
  ],
};

export interface WebAclLogProps {
  readonly webAclArn: string;
  readonly logs: LogSettings;
}

/** Says which rule blocked whom and when, without what was sent. */
export class WebAclLog extends Construct {
  constructor(scope: Construct, id: string, { webAclArn, logs }: WebAclLogProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const group = new LogGroup(this, 'Logs', {
      // With a part of the stack's own id, so that a group that outlives its stack is not in the way of the next.
      logGroupName: Fn.join('-', [`${PREFIX}${stack.stackName}`, Fn.select(2, Fn.split('/', stack.stackId))]),
      retention: logs.days,
      encryptionKey: logs.encryptionKey,
      removalPolicy: logs.removalPolicy,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: webAclArn,
      // Without the `:*` at the end of a log group's usual ARN, which WAF refuses.
      logDestinationConfigs: [
        stack.formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: group.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: REDACTED,
      loggingFilter: BLOCKED_ONLY,
    });
  }
}
