import { Fn } from 'aws-cdk-lib';
import { IpAddresses, Peer, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import { addFlowLog } from './flow-log.ts';
import type { LogSettings } from './log-settings.ts';

export interface PrivateNetworkProps {
  readonly network: Extract<Stage['network'], { mode: 'vpc' }>;
  readonly logs: LogSettings;
}

/** By name where the stage names them, else the first that the account has. */
const zoneNames = (zones: number | readonly string[]): string[] =>
  typeof zones === 'number'
    ? Array.from({ length: zones }, (_, index) => Fn.select(index, Fn.getAzs()))
    : [...zones];

/** The CDK's class may have `undefined` where its interface has nothing, which our compiler tells apart. */
class OwnVpc extends Vpc {
  override get vpnGatewayId(): string {
    return super.vpnGatewayId ?? '';
  }
}

/**
 * A VPC for the functions alone. Nothing in it can be called. What they say to AWS goes by endpoints
 * (`vpc-endpoints.ts`), what they say to a provider by NAT, through a gateway in each zone, so that a zone that fails
 * takes no other with it.
 */
export class PrivateNetwork extends Construct {
  readonly vpc: OwnVpc;
  /** Of all functions: they answer nobody who calls them here, and call by HTTPS alone. */
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { network, logs }: PrivateNetworkProps) {
    super(scope, id);
    this.vpc = new OwnVpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(network.cidr),
      availabilityZones: zoneNames(network.zones),
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      ],
      // Its default group lets everything in and out until it is emptied, which only a resource of the CDK's does.
      restrictDefaultSecurityGroup: true,
    });
    addFlowLog(this, this.vpc, logs);
    this.securityGroup = new SecurityGroup(this, 'FunctionsGroup', {
      vpc: this.vpc,
      description: 'Hawthorn: functions, which call by HTTPS and are called by nobody',
      allowAllOutbound: false,
      disableInlineRules: true,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS and model providers');
  }

  /** What a function has to be told to run here. */
  get placement(): Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'> {
    return {
      vpc: this.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [this.securityGroup],
    };
  }
}
