import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlarmTopicsProps {
  /** Hears of everything. Others, such as a pager, can be subscribed beside it. */
  readonly email: string | undefined;
}

const PUBLISH = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Where alarms go: `urgent` is for a pager, `notice` can wait. Under a key of their own, since the alarm that somebody
 * disables the keys of the data must still get out.
 */
export class AlarmTopics extends Construct {
  readonly key: Key;
  readonly urgent: Topic;
  readonly notice: Topic;

  constructor(scope: Construct, id: string, props: AlarmTopicsProps) {
    super(scope, id);
    this.key = this.#key();
    this.urgent = this.#topic('Urgent', 'Hawthorn: somebody has to act now', props);
    this.notice = this.#topic('Notice', 'Hawthorn: to be looked at', props);
    new CfnOutput(this, 'UrgentTopicArn', {
      description: 'Where a pager can be subscribed',
      value: this.urgent.topicArn,
    });
  }

  /** https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services */
  #key(): Key {
    const key = new Key(this, 'Key', {
      description: 'Hawthorn: what alarms say',
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      // Holds nothing: a message rests for minutes.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LetAlarmsBeTold',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: PUBLISH,
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    return key;
  }

  #topic(id: string, displayName: string, { email }: AlarmTopicsProps): Topic {
    const topic = new Topic(this, id, { displayName, masterKey: this.key, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LetAlarmsBeTold',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
