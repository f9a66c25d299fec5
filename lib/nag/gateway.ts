import type { HawthornStacks } from '../hawthorn-stacks.ts';
import type { Stage } from '../stage.ts';
import { type Acknowledgement, hipaa, solutions } from './acknowledgement.ts';

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
export const gatewayAcknowledgements = (stacks: HawthornStacks, stage: Stage): readonly Acknowledgement[] => [
  ...functionAcknowledgements(stacks, stage),
  ...detectorAcknowledgements(stacks, stage),
  ...networkAcknowledgements(stacks),
  ...webAclAcknowledgements(stacks),
  ...apiAcknowledgements(stacks),
];
