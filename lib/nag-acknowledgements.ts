import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { HawthornStacks } from './hawthorn-stacks.ts';
import type { Stage } from './stage.ts';

/** A rule that we don't follow somewhere, and why. */
interface Acknowledgement {
  readonly id: string;
  readonly on: readonly IConstruct[];
  readonly reason: string;
}

const hipaa = (rule: string): string => `HIPAA.Security::HIPAA.Security-${rule}`;
const solutions = (rule: string): string => `AwsSolutions::AwsSolutions-${rule}`;

const NO_ROTATION =
  "The key is the model provider's: no AWS service can renew it. The operator does, see the docs.";
const NO_OBJECT_LOG =
  "A log of a bucket fills by itself, so the stage, whose settings say that it is to be removed, couldn't be removed in one step. Stages that keep data have the log.";

type Data = HawthornStacks['data'];

const tableAcknowledgements = ({ tables, backups }: Data): readonly Acknowledgement[] => [
  {
    id: hipaa('DynamoDBInBackupPlan'),
    on: [tables.limits],
    reason:
      "Counts of this minute and this month: a copy of yesterday's would give back what was used since. Point-in-time recovery restores any second of the last 35 days.",
  },
  {
    id: hipaa('DynamoDBInBackupPlan'),
    on: [tables.spans],
    reason: 'A cache: what is lost is looked for again.',
  },
  {
    id: hipaa('DynamoDBInBackupPlan'),
    on: [tables.vault, tables.state],
    reason:
      'Values and conversations are promised to be gone when they are deleted or their time is over, and nothing can be deleted from a backup. Point-in-time recovery restores any second of the last 35 days, and is ended by whoever must make sure of a deletion.',
  },
  ...(backups === undefined
    ? [
        {
          id: hipaa('DynamoDBInBackupPlan'),
          on: [tables.keys, tables.audit],
          reason:
            "A vault that holds backups can't be removed, and the stage's settings say that it is to be removed. Point-in-time recovery restores any second of the last 35 days.",
        },
      ]
    : []),
];

const bucketAcknowledgements = ({
  stateBucket,
  auditBucket,
  accessLogs,
}: Data): readonly Acknowledgement[] => [
  {
    id: hipaa('S3BucketVersioningEnabled'),
    on: [stateBucket],
    reason:
      'A version would keep what a client has deleted. Nothing is lost by overwriting: an object is only ever written again as it was.',
  },
  {
    id: hipaa('S3BucketReplicationEnabled'),
    on: [stateBucket],
    reason:
      'A copy would outlive deletion and leave the Region that was chosen. Conversations are no records: what must last stands in the audit.',
  },
  {
    id: hipaa('S3BucketReplicationEnabled'),
    on: [auditBucket],
    reason:
      'Object Lock keeps every version in three zones. A copy in a second Region is for the account to decide, since it leaves the Region that was chosen.',
  },
  ...(accessLogs === undefined
    ? [
        { id: hipaa('S3BucketLoggingEnabled'), on: [stateBucket, auditBucket], reason: NO_OBJECT_LOG },
        { id: solutions('S1'), on: [stateBucket, auditBucket], reason: NO_OBJECT_LOG },
      ]
    : logAcknowledgements(accessLogs)),
];

const logAcknowledgements = (log: NonNullable<Data['accessLogs']>): readonly Acknowledgement[] => [
  {
    id: hipaa('S3DefaultEncryptionKMS'),
    on: [log],
    reason:
      'S3 delivers access logs only where its own key encrypts. They hold names of objects and who asked for them, nothing of what is in them.',
  },
  {
    id: hipaa('S3BucketReplicationEnabled'),
    on: [log],
    reason: 'Of the log of a bucket that is itself in one Region.',
  },
];

const backupAcknowledgements = ({ backups }: Data): readonly Acknowledgement[] =>
  backups === undefined
    ? []
    : [
        {
          id: solutions(
            'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
          ),
          on: [backups],
          reason:
            'The policy that AWS keeps in step with what its backup service does. Only that service can take the role, and its plan names two tables.',
        },
      ];

/** The rules that the data stack doesn't follow somewhere. */
const dataAcknowledgements = ({ data }: HawthornStacks): readonly Acknowledgement[] => [
  ...tableAcknowledgements(data),
  ...bucketAcknowledgements(data),
  ...backupAcknowledgements(data),
  { id: hipaa('SecretsManagerRotationEnabled'), on: [data.providerSecrets], reason: NO_ROTATION },
  { id: solutions('SMG4'), on: [data.providerSecrets], reason: NO_ROTATION },
];

const NO_EXECUTION_LOG =
  "Execution logs may quote headers and bodies, in a log group outside of our encryption and retention. The access log and the functions' own logs, whose words are a closed list, tell the same.";
const OWN_KEYS = 'Callers have keys of Hawthorn, as OpenAI clients send them; the functions check them.';

const functionAcknowledgements = (
  { data, gateway }: HawthornStacks,
  stage: Stage,
): readonly Acknowledgement[] => {
  const functions = [gateway.chat, gateway.responses, gateway.dryRun, gateway.plain];
  const secrets = `arn:aws:secretsmanager:${stage.region}:<AWS::AccountId>:secret:${data.providerSecrets.prefix}*`;
  const objects = `${data.stackName}:ExportsOutputFnGetAttStateBucketArnA8795CF2/*`;
  return [
    {
      id: hipaa('LambdaDLQ'),
      on: functions,
      reason:
        'Called synchronously by API Gateway alone: the caller gets the failure, so no event can be lost.',
    },
    {
      id: solutions(`IAM5[Resource::${secrets}]`),
      on: [gateway.chat, gateway.responses],
      reason:
        "Secrets Manager adds random characters to every secret's name, and providers may be added later; the prefix holds providers' keys only.",
    },
    {
      id: solutions(`IAM5[Resource::${objects}]`),
      on: [gateway.responses],
      reason: 'Objects are named after tenants and conversations, which nobody knows beforehand.',
    },
    ...(stage.concurrency === undefined
      ? [
          {
            id: hipaa('LambdaConcurrency'),
            on: functions,
            reason:
              'The stage sets no concurrency, since a new account has too small a quota to reserve from; API Gateway throttles.',
          },
        ]
      : []),
  ];
};

const detectorAcknowledgements = (
  { gateway }: HawthornStacks,
  { detector }: Stage,
): readonly Acknowledgement[] =>
  detector === 'local'
    ? []
    : [
        {
          id: solutions('IAM5[Resource::*]'),
          on: [gateway.chat, gateway.responses, gateway.dryRun],
          reason: 'Comprehend Medical has no resources: the right is to look for PHI in a text.',
        },
      ];

const networkAcknowledgements = ({ gateway }: HawthornStacks): readonly Acknowledgement[] => {
  const { network, chat, responses, dryRun, plain } = gateway;
  const functions = [chat, responses, dryRun, plain];
  if (network === undefined)
    return [
      {
        id: hipaa('LambdaInsideVPC'),
        on: functions,
        reason:
          "The functions take no connections and reach AWS and the model provider over TLS with rights of their own; nothing of theirs is in a VPC. A stage whose network is 'vpc' puts them into one.",
      },
    ];
  return [
    {
      id: solutions('IAM5[Resource::*]'),
      on: functions,
      reason:
        "Lambda makes the functions' network interfaces with their roles, and these actions take no resource; the functions' own code is denied them.",
    },
    {
      id: hipaa('VPCNoUnrestrictedRouteToIGW'),
      on: network.vpc.publicSubnets,
      reason:
        'The way out of the NAT gateways, which are all that these subnets hold: a model provider may have any address.',
    },
  ];
};

const webAclAcknowledgements = ({ gateway }: HawthornStacks): readonly Acknowledgement[] =>
  gateway.webAcl !== undefined
    ? []
    : [
        {
          id: solutions('APIG3'),
          on: [gateway.api],
          reason:
            "The stage asks for no web ACL: the account's Firewall Manager may put one there, and a stage's `webAcl` does.",
        },
      ];

const apiAcknowledgements = ({ gateway }: HawthornStacks): readonly Acknowledgement[] => {
  const on = [gateway.api];
  return [
    {
      id: hipaa('APIGWCacheEnabledAndEncrypted'),
      on,
      reason: 'Answers hold PHI and belong to one caller: they must not be cached, and streams cannot be.',
    },
    {
      id: hipaa('APIGWSSLEnabled'),
      on,
      reason:
        'A client certificate proves API Gateway to an HTTP backend; Lambda is called with IAM instead.',
    },
    {
      id: hipaa('APIGWXrayEnabled'),
      on,
      reason:
        "X-Ray keeps the path that was asked for and the caller's user agent, where PHI may stand; the access log has the times.",
    },
    { id: hipaa('APIGWExecutionLoggingEnabled'), on, reason: NO_EXECUTION_LOG },
    { id: solutions('APIG6'), on, reason: NO_EXECUTION_LOG },
    {
      id: solutions('APIG2'),
      on,
      reason:
        "The functions check every request against schemas and answer in OpenAI's error shape, which API Gateway's validation would not.",
    },
    { id: solutions('APIG4'), on, reason: OWN_KEYS },
    { id: solutions('COG4'), on, reason: OWN_KEYS },
    {
      id: solutions(
        'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      ),
      on,
      reason:
        'The policy that AWS asks for when API Gateway is to write access logs, which is all that it allows.',
    },
  ];
};

/** The rules that the gateway stack doesn't follow somewhere. */
const gatewayAcknowledgements = (stacks: HawthornStacks, stage: Stage): readonly Acknowledgement[] => [
  ...functionAcknowledgements(stacks, stage),
  ...detectorAcknowledgements(stacks, stage),
  ...networkAcknowledgements(stacks),
  ...webAclAcknowledgements(stacks),
  ...apiAcknowledgements(stacks),
];

/** All rules that a stage doesn't follow somewhere. */
export const acknowledgementsFor = (stacks: HawthornStacks, stage: Stage): readonly Acknowledgement[] => [
  ...dataAcknowledgements(stacks),
  ...gatewayAcknowledgements(stacks, stage),
];

/** Tells the rules so, at the constructs concerned and nowhere else. */
export const acknowledgeFindings = (stacks: HawthornStacks, stage: Stage): void => {
  for (const { id, on, reason } of acknowledgementsFor(stacks, stage)) {
    for (const construct of on) Validations.of(construct).acknowledge({ id, reason });
  }
};
