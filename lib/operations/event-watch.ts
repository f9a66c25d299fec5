import { ArnFormat, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule, EventField, type IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnResourcePolicy, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARM_KINDS } from './alarm-kinds.data.ts';
import type { AlarmPlan } from './alarm-plan.ts';
import { describe } from './runbook.ts';
import type { WatchedEvent } from './watched-events.ts';

export interface EventWatchProps {
  readonly events: readonly WatchedEvent[];
  /** Hears at once of what is to be told, under its own key. */
  readonly topic: ITopic;
  readonly topicKey: IKey;
  readonly runbooksUrl: string | undefined;
  readonly logs: {
    readonly days: RetentionDays;
    readonly encryptionKey: IKey;
    readonly removalPolicy: RemovalPolicy;
  };
}

/** Looks at what is done to the stage's resources, keeps it on record, and gives alarms of it. */
export class EventWatch extends Construct {
  /** Every event that was seen, whole: who did what, from where. */
  readonly logGroup: LogGroup;
  readonly plans: readonly AlarmPlan[];

  constructor(scope: Construct, id: string, props: EventWatchProps) {
    super(scope, id);
    this.logGroup = this.#record(props);
    const role = this.#teller(props);
    this.plans = props.events.flatMap((event): readonly AlarmPlan[] => {
      const rule = this.#rule(event, props, role);
      return [
        { kind: event.kind, metric: counted('TriggeredRules', rule) },
        // A right that is missing, of a topic, a key or a log, shows nowhere else.
        { kind: 'event-not-delivered', which: event.kind, metric: counted('FailedInvocations', rule) },
      ];
    });
  }

  #record({ logs }: EventWatchProps): LogGroup {
    const logGroup = new LogGroup(this, 'Record', {
      retention: logs.days,
      encryptionKey: logs.encryptionKey,
      removalPolicy: logs.removalPolicy,
    });
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    const statement = new PolicyStatement({
      sid: 'LetEventsBeKept',
      principals: [
        new ServicePrincipal('events.amazonaws.com'),
        new ServicePrincipal('delivery.logs.amazonaws.com'),
      ],
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    new CfnResourcePolicy(this, 'RecordPolicy', {
      policyName: `${Stack.of(this).stackName}-events`,
      policyDocument: Stack.of(this).toJsonString({
        Version: '2012-10-17',
        Statement: [statement.toStatementJson()],
      }),
    });
    return logGroup;
  }

  /** A role rather than a right for the whole service: rules of other accounts can't use it. */
  #teller({ topic, topicKey }: EventWatchProps): Role {
    const role = new Role(this, 'Teller', {
      description: 'Hawthorn: tells the topic of events',
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    new ManagedPolicy(this, 'TellerAccess', {
      description: 'Hawthorn: tells the topic of events',
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [topicKey.keyArn],
        }),
      ],
    });
    return role;
  }

  #rule(event: WatchedEvent, props: EventWatchProps, role: Role): Rule {
    const rule = new Rule(this, event.kind, { description: event.description, eventPattern: event.pattern });
    if (event.reads) lookAtReads(rule);
    rule.addTarget(keptIn(this.logGroup));
    if (event.told) rule.addTarget(toldTo(props.topic, role, messageOf(event, props.runbooksUrl)));
    return rule;
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
const counted = (metricName: 'TriggeredRules' | 'FailedInvocations', { ruleName }: Rule): Metric =>
  new Metric({
    namespace: 'AWS/Events',
    metricName,
    dimensionsMap: { RuleName: ruleName },
    statistic: 'Sum',
    period: Duration.minutes(5),
  });

/** Reading a secret is a call that only reads, which a rule passes over unless it is told otherwise. */
const lookAtReads = (rule: Rule): void => {
  const { defaultChild } = rule.node;
  if (!(defaultChild instanceof CfnRule)) throw new Error('The rule has no resource to change.');
  defaultChild.state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
};

/** By hand, as the ready-made target makes a function of its own to set up the right. */
const keptIn = (logGroup: LogGroup): IRuleTarget => ({
  bind: () => ({
    arn: Stack.of(logGroup).formatArn({
      service: 'logs',
      resource: 'log-group',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: logGroup.logGroupName,
    }),
    targetResource: logGroup,
  }),
});

const toldTo = (topic: ITopic, role: Role, input: RuleTargetInput): IRuleTarget => ({
  bind: () => ({ arn: topic.topicArn, role, input, targetResource: topic }),
});

const messageOf = ({ kind }: WatchedEvent, runbooksUrl: string | undefined): RuleTargetInput => {
  const who = EventField.fromPath('$.detail.userIdentity.arn');
  const what = EventField.fromPath('$.detail.eventName');
  const when = EventField.fromPath('$.detail.eventTime');
  const id = EventField.fromPath('$.detail.eventID');
  return RuleTargetInput.fromText(
    `${what} by ${who} at ${when} (CloudTrail event ${id}). ${describe(ALARM_KINDS[kind].feels, kind, runbooksUrl)}`,
  );
};
