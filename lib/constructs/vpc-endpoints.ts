import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  Port,
  SecurityGroup,
  SubnetType,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { GatewayFunction } from './gateway-function.ts';
import type { PrivateNetwork } from './private-network.ts';

export interface VpcEndpointsProps {
  readonly network: PrivateNetwork;
  readonly functions: readonly GatewayFunction[];
  /** Whether Comprehend Medical is asked, and in this Region; an endpoint reaches no other. */
  readonly comprehendHere: boolean;
}

const GATEWAYS = [
  ['DynamoDb', 'dynamodb', GatewayVpcEndpointAwsService.DYNAMODB],
  ['S3', 's3', GatewayVpcEndpointAwsService.S3],
] as const;

const INTERFACES = [
  ['Kms', 'kms', InterfaceVpcEndpointAwsService.KMS],
  ['SecretsManager', 'secretsmanager', InterfaceVpcEndpointAwsService.SECRETS_MANAGER],
] as const;

const COMPREHEND = [
  ['ComprehendMedical', 'comprehendmedical', InterfaceVpcEndpointAwsService.COMPREHEND_MEDICAL],
] as const;

/**
 * The ways from the VPC to AWS. Each lets through what a function's role allows, for that role: stolen credentials of
 * another account get nothing out of here, and what a role is given by mistake still doesn't pass.
 *
 * None for logs: Lambda itself carries what a function prints to CloudWatch, from outside of the VPC.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
 */
export class VpcEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    const { vpc } = props.network;
    for (const [name, prefix, service] of GATEWAYS) {
      const subnets = [{ subnetType: SubnetType.PRIVATE_WITH_EGRESS }];
      const endpoint = vpc.addGatewayEndpoint(name, { service, subnets });
      for (const statement of passing(prefix, props.functions)) endpoint.addToPolicy(statement);
    }
    const securityGroup = this.#securityGroup(props.network);
    for (const [name, prefix, service] of [...INTERFACES, ...(props.comprehendHere ? COMPREHEND : [])]) {
      const endpoint = vpc.addInterfaceEndpoint(name, {
        service,
        privateDnsEnabled: true,
        subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [securityGroup],
        open: false,
      });
      for (const statement of passing(prefix, props.functions)) endpoint.addToPolicy(statement);
    }
  }

  #securityGroup({ vpc, securityGroup: functions }: PrivateNetwork): SecurityGroup {
    const group = new SecurityGroup(this, 'Group', {
      vpc,
      description: 'Hawthorn: endpoints of AWS services, which the functions call',
      allowAllOutbound: false,
      disableInlineRules: true,
    });
    group.addIngressRule(functions, Port.HTTPS, 'The functions');
    return group;
  }
}

/** A right that a service uses in the caller's name isn't asked for here. */
const isUsedDirectly = ({ conditions }: PolicyStatement): boolean =>
  !JSON.stringify(conditions).includes('kms:ViaService');

/** What the functions may ask of a service, each in the name of its own role. */
const passing = (prefix: string, functions: readonly GatewayFunction[]): readonly PolicyStatement[] =>
  functions.flatMap(({ access, role }) =>
    access
      .filter(({ actions }) => actions.every((action) => action.startsWith(`${prefix}:`)))
      .filter(isUsedDirectly)
      .map((statement) => forRole(statement, role.roleArn)),
  );

/** A gateway endpoint takes no other principal than anybody; the condition says who it is. */
const forRole = (statement: PolicyStatement, roleArn: string): PolicyStatement => {
  const passed = statement.copy({ principals: [new AnyPrincipal()] });
  passed.addCondition('ArnEquals', { 'aws:PrincipalArn': roleArn });
  return passed;
};
