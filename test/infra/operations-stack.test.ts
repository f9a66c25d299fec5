import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { TABLES } from '../../lambda/contract/tables.ts';
import { ALARM_KINDS, type AlarmKind, PAGES } from '../../lib/operations/alarm-kinds.data.ts';
import { alarmsOf, flatten, type Widget, widgetsOf } from './operations/asked-metrics.ts';
import { listOf, type Statement } from './policy.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

const stacks = {
  dev: synthesise(stageNamed('dev')),
  prod: synthesise(stageNamed('prod')),
  full: synthesise(stageNamed('full')),
};
const prod = stacks.prod.operations;
const dev = stacks.dev.operations;

const kinds: Readonly<Record<string, AlarmKind>> = ALARM_KINDS;
/** The kind with the longest name that fits, as some names begin like others. */
const kindOf = (alarmName: string, stage: string): string | undefined =>
  Object.keys(kinds)
    .filter((kind) => `${alarmName}-`.startsWith(`hawthorn-${stage}-${kind}-`))
    .toSorted((one, other) => other.length - one.length)[0];

const namesOf = (stage: keyof typeof stacks): readonly string[] =>
  alarmsOf(stacks[stage].operations).map(({ AlarmName }) => AlarmName);

const topicOf = (name: 'Urgent' | 'Notice') => {
  const [id = ''] = Object.keys(prod.findResources('AWS::SNS::Topic')).filter((one) => one.includes(name));
  return { Ref: id };
};

describe.each(['dev', 'prod', 'full'] as const)('the alarms of the stage %s', (stage) => {
  const alarms = alarmsOf(stacks[stage].operations);

  test('are called by what is wrong, and say where their runbook is', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const kind = kindOf(AlarmName, stage);
      expect(kind, AlarmName).toBeDefined();
      expect(AlarmDescription).toBe(`${kinds[kind ?? '']?.feels} Runbook: docs/runbooks/${kind}.md`);
    }
    expect(new Set(namesOf(stage)).size).toBe(alarms.length);
  });

  test('tell somebody, also when it is over, and say what no data means', () => {
    for (const { AlarmActions, OKActions, TreatMissingData } of alarms) {
      expect(AlarmActions).toHaveLength(1);
      expect(OKActions).toEqual(AlarmActions);
      expect(TreatMissingData).toMatch(/^(?:notBreaching|breaching|ignore|missing)$/);
    }
  });

  test('use no more metrics than CloudWatch takes in an alarm', () => {
    for (const { AlarmName, Metrics = [] } of alarms) {
      const metrics = Metrics.filter(({ MetricStat }) => MetricStat !== undefined);
      expect(metrics.length, AlarmName).toBeLessThanOrEqual(10);
    }
  });

  test('page once for an outage: every kind that pages stands behind a page', () => {
    const composites = Object.values(
      propertiesOf(stacks[stage].operations, 'AWS::CloudWatch::CompositeAlarm'),
    );
    expect(composites.map(({ AlarmName }) => AlarmName)).toEqual(
      Object.keys(PAGES).map((page) => `hawthorn-${stage}-${page}`),
    );
    for (const [index, page] of Object.keys(PAGES).entries()) {
      const paging = namesOf(stage).filter((name) => kinds[kindOf(name, stage) ?? '']?.page === page);
      const rule = flatten(composites[index]?.['AlarmRule']);
      expect(rule.match(/ALARM\(/g)).toHaveLength(paging.length);
      expect(rule).not.toMatch(/ AND |NOT /);
    }
  });
});

describe('which alarms there are', () => {
  test('every kind, where the stage has all of it', () => {
    const used = new Set(namesOf('full').map((name) => kindOf(name, 'full')));
    expect([...used].toSorted()).toEqual(Object.keys(kinds).toSorted());
  });

  test('one for each table and each function', () => {
    expect(namesOf('prod')).toEqual(
      expect.arrayContaining([
        ...Object.keys(TABLES).map((table) => `hawthorn-prod-table-throttled-${table}`),
        ...['chat', 'responses', 'inspect', 'plain'].map((name) => `hawthorn-prod-function-failing-${name}`),
      ]),
    );
  });

  test('none of what a stage does not have', () => {
    const local = synthesise({ ...stageNamed('dev'), detector: 'local' }).operations;
    expect(alarmsOf(local).filter(({ AlarmName }) => AlarmName.includes('detector'))).toEqual([]);
    expect(namesOf('prod').filter((name) => name.includes('web-acl'))).toEqual([]);
    expect(namesOf('dev').filter((name) => name.includes('backup'))).toEqual([]);
  });

  test('functions are measured against what is reserved for them, else against the quota of the account', () => {
    const full = (stage: 'dev' | 'prod') => namesOf(stage).filter((name) => name.includes('concurrency'));
    expect(full('prod')).toHaveLength(4);
    expect(full('dev')).toEqual(['hawthorn-dev-concurrency-used-up-account']);
  });

  test('what Comprehend Medical may cost a day is said by the stage', () => {
    const settings = { email: 'oncall@hospital.example', detectorDollarsPerDay: 7.5 };
    const { operations } = synthesise({ ...stageNamed('dev'), alarms: settings });
    const cost = alarmsOf(operations).find(({ AlarmName }) => AlarmName.endsWith('detector-cost-high'));
    expect(cost).toMatchObject({
      Threshold: 7.5,
      Metrics: [{ Expression: 'units * 0.0014' }, { MetricStat: { Period: 86_400, Stat: 'Sum' } }],
    });
  });
});

describe('a stage that says where its runbooks are', () => {
  const runbooksUrl = 'https://wiki.hospital.example/hawthorn/';
  const settings = { email: 'oncall@hospital.example', runbooksUrl };
  const { operations } = synthesise({ ...stageNamed('prod'), alarms: settings });

  test('has messages and a dashboard that lead there', () => {
    const [first] = alarmsOf(operations);
    expect(first?.AlarmDescription).toContain(`Runbook: ${runbooksUrl}requests-failing.md`);
    const [top] = widgetsOf(operations);
    expect(top?.properties.markdown).toContain(`[users-affected](${runbooksUrl}users-affected.md)`);
  });
});

describe('topics', () => {
  test('are encrypted by a key of their own, which outlives no data and depends on none', () => {
    const [keyId = ''] = Object.keys(prod.findResources('AWS::KMS::Key'));
    prod.allResourcesProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] },
    });
    prod.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    expect(Object.keys(prod.findResources('AWS::SNS::Topic'))).toHaveLength(2);
  });

  test('let CloudWatch publish, of this account alone, and use the key', () => {
    const ours = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    const statement = (actions: unknown) =>
      Match.arrayWith([
        Match.objectLike({
          Effect: 'Allow',
          Action: actions,
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: ours,
        }),
      ]);
    prod.allResourcesProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: statement('sns:Publish') },
    });
    prod.allResourcesProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: statement(['kms:Decrypt', 'kms:GenerateDataKey']) },
    });
    expect(prod).toBeDefined();
  });

  test('are reached over TLS only', () => {
    prod.allResourcesProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
    expect(prod).toBeDefined();
  });

  test('both mail the address of the stage, where it has one', () => {
    const mails = Object.values(propertiesOf(prod, 'AWS::SNS::Subscription'));
    expect(mails).toEqual([
      { Protocol: 'email', Endpoint: 'oncall@hospital.example', TopicArn: topicOf('Urgent') },
      { Protocol: 'email', Endpoint: 'oncall@hospital.example', TopicArn: topicOf('Notice') },
    ]);
    expect(propertiesOf(dev, 'AWS::SNS::Subscription')).toEqual({});
  });

  test('the urgent one hears of pages, the other of each alarm', () => {
    for (const { AlarmActions } of alarmsOf(prod)) expect(AlarmActions).toEqual([topicOf('Notice')]);
    prod.allResourcesProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmActions: [topicOf('Urgent')],
      OKActions: [topicOf('Urgent')],
    });
  });
});

interface RuleProperties {
  readonly EventPattern: { readonly source: readonly string[]; readonly detail: Record<string, unknown> };
  readonly State: string;
  readonly Targets: readonly { readonly Arn: unknown; readonly RoleArn?: unknown }[];
}

const rulesFor = (source: string): readonly RuleProperties[] => {
  const rules = Object.values(propertiesOf(prod, 'AWS::Events::Rule')) as unknown as RuleProperties[];
  return rules.filter(({ EventPattern }) => EventPattern.source.includes(source));
};

const ruleFor = (source: string): RuleProperties => rulesFor(source)[0]!;

describe('events', () => {
  test.each(['aws.kms', 'aws.dynamodb', 'aws.s3', 'aws.backup', 'aws.secretsmanager'])(
    'of %s are told at once by a role that can do no more',
    (source) => {
      const targets = rulesFor(source).flatMap(({ Targets }) => Targets);
      const told = targets.filter(({ RoleArn }) => RoleArn !== undefined);
      expect(told.map(({ Arn }) => Arn)).toEqual([topicOf('Urgent')]);
      const [policy] = Object.values(propertiesOf(prod, 'AWS::IAM::ManagedPolicy'));
      const { Statement } = policy?.['PolicyDocument'] as { Statement: readonly Statement[] };
      expect(Statement.flatMap(({ Action }) => listOf(Action))).toEqual([
        'sns:Publish',
        'kms:Decrypt',
        'kms:GenerateDataKey',
      ]);
    },
  );

  test.each(['aws.kms', 'aws.dynamodb', 'aws.s3', 'aws.secretsmanager', 'aws.backup'])(
    'of %s are kept, encrypted, for as long as logs are',
    (source) => {
      for (const { Targets } of rulesFor(source))
        expect(flatten(Targets[0]?.Arn)).toBe('arn:aws:logs:us-east-1:TOKEN:log-group:TOKEN');
      prod.allResourcesProperties('AWS::Logs::LogGroup', {
        RetentionInDays: 2192,
        KmsKeyId: Match.anyValue(),
      });
    },
  );

  test('every key of the data stack is watched', () => {
    const watched = JSON.stringify(ruleFor('aws.kms').EventPattern.detail['$or']);
    for (const id of Object.keys(stacks.prod.data.findResources('AWS::KMS::Key'))) {
      expect(watched).toContain(`ExportsOutputFnGetAtt${id}Arn`);
      expect(watched).toContain(`ExportsOutputRef${id}`);
    }
  });

  test('tables and buckets are watched by the name of their stack, which all of them have', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket']) {
      for (const properties of Object.values(propertiesOf(stacks.prod.data, type))) {
        expect(properties).not.toHaveProperty('TableName');
        expect(properties).not.toHaveProperty('BucketName');
      }
    }
    const { eventName, $or } = ruleFor('aws.dynamodb').EventPattern.detail;
    expect(eventName).toEqual(
      expect.arrayContaining(['DeleteTable', 'UpdateContinuousBackups', 'DeleteResourcePolicy']),
    );
    const byArn = { wildcard: '*:table/hawthorn-prod-data-*' };
    expect($or).toEqual([
      { requestParameters: { tableName: [{ prefix: 'hawthorn-prod-data-' }, byArn] } },
      { requestParameters: { resourceArn: [byArn] } },
      { errorMessage: [byArn] },
    ]);
    expect(ruleFor('aws.s3').EventPattern.detail['$or']).toEqual([
      { requestParameters: { bucketName: [{ prefix: 'hawthorn-prod-data-' }] } },
      { errorMessage: [{ wildcard: '*:s3:::hawthorn-prod-data-*' }] },
    ]);
  });

  test('a refused read of a provider key is seen, though reading changes nothing', () => {
    const byName = [{ wildcard: '*hawthorn/prod/providers/*' }];
    expect(rulesFor('aws.secretsmanager').map(({ State }) => State)).toEqual([
      'ENABLED',
      'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    ]);
    expect(rulesFor('aws.secretsmanager').at(-1)?.EventPattern.detail).toMatchObject({
      eventName: ['GetSecretValue'],
      errorCode: [{ exists: true }],
      $or: [{ requestParameters: { secretId: byName } }, { errorMessage: byName }],
    });
  });

  test('that a topic or the record did not get give an alarm, for each rule', () => {
    const rules = Object.keys(propertiesOf(prod, 'AWS::Events::Rule'));
    const failures = alarmsOf(prod).filter(({ MetricName }) => MetricName === 'FailedInvocations');
    expect(failures.map(({ Dimensions }) => Dimensions?.[0]?.Value)).toEqual(rules.map((Ref) => ({ Ref })));
    for (const { Namespace, AlarmName, Threshold } of failures) {
      expect({ Namespace, Threshold }).toEqual({ Namespace: 'AWS/Events', Threshold: 0 });
      expect(AlarmName).toMatch(/^hawthorn-prod-event-not-delivered-/);
    }
  });

  test('no pattern is longer than EventBridge takes, when names are as long as they get', () => {
    const long = (_: string, value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value;
      if ('Fn::Join' in value)
        return (value['Fn::Join'] as [string, unknown[]])[1].map((part) => long('', part)).join('');
      if (!('Fn::ImportValue' in value)) return value;
      // The id of a key is a UUID, also that of one in several Regions.
      return 'x'.repeat(
        /ExportsOutputRef\w+Key[0-9A-F]{8}$/.test(String(value['Fn::ImportValue'])) ? 36 : 90,
      );
    };
    for (const { EventPattern } of Object.values(propertiesOf(prod, 'AWS::Events::Rule'))) {
      expect(JSON.stringify(EventPattern, long).length).toBeLessThan(2_048);
    }
  });
});

describe('the dashboard', () => {
  const widgets = widgetsOf(stacks.full.operations);
  const graphs = widgets.filter(({ type }) => type === 'metric');

  test('begins with what to look at and with all alarms', () => {
    const [text, alarms, first] = widgets;
    expect(text).toMatchObject({ type: 'text', width: 24 });
    expect(alarms?.properties.alarms).toHaveLength(alarmsOf(stacks.full.operations).length + 2);
    expect(first?.properties.title).toBe('Requests in 5 minutes, by how they ended');
  });

  test('has graphs that say what they show, from zero, in steps of five minutes', () => {
    expect(graphs.length).toBeGreaterThan(15);
    expect(new Set(graphs.map(({ properties }) => properties.title)).size).toBe(graphs.length);
    for (const { properties } of graphs) {
      expect(properties.title).toMatch(/^[A-Z].{10,}/);
      expect(properties.period).toBe(300);
      expect(properties.yAxis?.left?.label).toMatch(/./);
      expect(properties.yAxis?.left?.min).toBe(0);
    }
  });

  test('names the axis at the right wherever something stands there', () => {
    const atRight = ({ properties }: Widget): boolean =>
      JSON.stringify(properties.metrics ?? []).includes('"yAxis":"right"');
    expect(graphs.filter(atRight).filter(({ properties }) => !properties.yAxis?.right?.label)).toEqual([]);
  });

  test('fills its rows', () => {
    const rows = Map.groupBy(widgets, ({ y }) => y);
    for (const row of rows.values()) {
      expect(row.reduce((sum, { width }) => sum + width, 0)).toBe(24);
    }
  });

  test('is the same for a stage without Comprehend Medical, but for its row', () => {
    const local = widgetsOf(synthesise({ ...stageNamed('dev'), detector: 'local' }).operations);
    expect(local.map(({ properties }) => properties.title ?? '').join()).not.toContain('Comprehend');
    expect(local).toHaveLength(widgetsOf(dev).length - 3);
  });
});

test("API Gateway's own failures are counted for each stage by itself", () => {
  prod.hasResourceProperties('AWS::Logs::MetricFilter', {
    FilterPattern: '{ ($.status = "5*") && ($.errorType != "-") }',
    MetricTransformations: [
      { MetricNamespace: 'Hawthorn/prod', MetricName: 'ApiFailures', MetricValue: '1' },
    ],
  });
  expect(alarmsOf(prod).find(({ AlarmName }) => AlarmName.endsWith('api-failing'))).toMatchObject({
    Metrics: [{ MetricStat: { Metric: { Namespace: 'Hawthorn/prod', MetricName: 'ApiFailures' } } }],
  });
});
