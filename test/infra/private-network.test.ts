import { describe, expect, test } from 'vitest';
import { pickStage, type Stage } from '../../lib/stage.ts';
import { STAGES } from '../../lib/stages.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

type Json = Record<string, unknown>;
interface Passing {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Condition: Json;
  readonly Resource: unknown;
}

const full = synthesise(stageNamed('full')).gateway;
const OURS = ['Chat', 'Responses', 'Inspect', 'Plain'];

const functionsOf = (template: typeof full) =>
  Object.entries(propertiesOf(template, 'AWS::Lambda::Function')).filter(([id]) =>
    OURS.some((name) => id.startsWith(name)),
  );

/** The last part of a service's name, which stands as text or is joined. */
const serviceOf = (endpoint: Json): string =>
  String(/\.([a-z0-9]+)"/.exec(JSON.stringify(endpoint['ServiceName']))?.[1]);

const endpointsOf = (template: typeof full): Record<string, Json> =>
  Object.fromEntries(
    Object.values(propertiesOf(template, 'AWS::EC2::VPCEndpoint')).map((endpoint) => [
      serviceOf(endpoint),
      endpoint,
    ]),
  );

const passingOf = (endpoint: Json): readonly Passing[] =>
  (endpoint['PolicyDocument'] as { Statement: Passing[] }).Statement;

describe('a network of its own', () => {
  test('is there only where the stage asks for it', () => {
    const { gateway } = synthesise(stageNamed('prod'));
    expect(gateway.findResources('AWS::EC2::VPC')).toEqual({});
    for (const [, properties] of functionsOf(gateway)) expect(properties).not.toHaveProperty('VpcConfig');
  });

  test('has the stage’s range, and private subnets with a way out in each of its zones', () => {
    full.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.80.0.0/16' });
    expect(Object.keys(full.findResources('AWS::EC2::NatGateway'))).toHaveLength(3);
    const zones = Object.values(propertiesOf(full, 'AWS::EC2::Subnet')).map(
      ({ AvailabilityZone }) => AvailabilityZone,
    );
    expect(zones).toEqual(
      [0, 1, 2, 0, 1, 2].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })),
    );
  });

  test('may name its zones, since Lambda is not in every one', () => {
    const zones = ['us-east-1b', 'us-east-1d'];
    const network: Stage['network'] = { mode: 'vpc', cidr: '10.64.0.0/16', zones };
    const { gateway } = synthesise({ ...stageNamed('prod'), network });
    const used = Object.values(propertiesOf(gateway, 'AWS::EC2::Subnet')).map(
      (subnet) => subnet['AvailabilityZone'],
    );
    expect(new Set(used)).toEqual(new Set(zones));
  });

  test('gives nothing in it an address of its own', () => {
    full.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
    expect(full).toBeDefined();
  });

  test('holds every function, in its private subnets', () => {
    const functions = functionsOf(full);
    expect(functions).toHaveLength(4);
    for (const [, { VpcConfig }] of functions) {
      const { SubnetIds, SecurityGroupIds } = VpcConfig as {
        SubnetIds: unknown[];
        SecurityGroupIds: unknown[];
      };
      expect(SubnetIds).toHaveLength(3);
      expect(JSON.stringify(SubnetIds)).not.toContain('Public');
      expect(SecurityGroupIds).toHaveLength(1);
    }
  });

  test('lets functions call by HTTPS and nobody call them', () => {
    const egress = Object.values(propertiesOf(full, 'AWS::EC2::SecurityGroupEgress'));
    const ingress = Object.values(propertiesOf(full, 'AWS::EC2::SecurityGroupIngress'));
    expect(egress.filter(({ CidrIp }) => CidrIp === '0.0.0.0/0')).toEqual([
      expect.objectContaining({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
    ]);
    expect(ingress).toHaveLength(1);
    expect(JSON.stringify(ingress[0]?.['GroupId'])).toContain('Endpoints');
    expect(ingress[0]).toMatchObject({ FromPort: 443, ToPort: 443 });
  });

  test('writes down all of its traffic, under our own key', () => {
    const [flow] = Object.values(propertiesOf(full, 'AWS::EC2::FlowLog'));
    expect(flow).toMatchObject({
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
    });
    const { Ref } = flow?.['LogGroupName'] as { Ref: string };
    expect(JSON.stringify(propertiesOf(full, 'AWS::Logs::LogGroup')[Ref]?.['KmsKeyId'])).toContain(
      'StorageKey',
    );
  });

  test('empties its default security group', () => {
    expect(Object.keys(full.findResources('Custom::VpcRestrictDefaultSG'))).toHaveLength(1);
  });
});

describe('the ways to AWS', () => {
  const comprehendElsewhere: Stage = { ...stageNamed('full'), comprehend: { region: 'us-west-2' } };
  const local: Stage = { ...stageNamed('full'), detector: 'local' };

  test.each([
    ['full', stageNamed('full'), ['comprehendmedical', 'dynamodb', 's3', 'kms', 'secretsmanager']],
    ['with Comprehend Medical elsewhere', comprehendElsewhere, ['dynamodb', 's3', 'kms', 'secretsmanager']],
    ['with local recognizers alone', local, ['dynamodb', 's3', 'kms', 'secretsmanager']],
  ])('of a stage %s are endpoints', (_, stage, services) => {
    expect(Object.keys(endpointsOf(synthesise(stage).gateway)).toSorted()).toEqual(services.toSorted());
  });

  test.each(Object.entries(endpointsOf(full)))(
    '%s lets through what the roles may, for them alone',
    (service, endpoint) => {
      expect(passingOf(endpoint)).not.toEqual([]);
      for (const { Effect, Action, Condition } of passingOf(endpoint)) {
        expect(Effect).toBe('Allow');
        expect([Action].flat().filter((action) => !action.startsWith(`${service}:`))).toEqual([]);
        expect([Action].flat().filter((action) => action.includes('*'))).toEqual([]);
        const role = (Condition['ArnEquals'] as Json)['aws:PrincipalArn'];
        expect(JSON.stringify(role)).toMatch(/"Fn::GetAtt":\["(?:Chat|Responses|Inspect|Plain)Role/);
      }
    },
  );

  test('to objects is for the function that keeps state, and to keys of tenants for those that have values', () => {
    const rolesAt = (service: string) =>
      new Set(JSON.stringify(passingOf(endpointsOf(full)[service]!)).match(/[A-Z][a-z]+(?=Role)/g));
    expect(rolesAt('s3')).toEqual(new Set(['Responses']));
    expect(rolesAt('kms')).toEqual(new Set(['Chat', 'Responses', 'Inspect']));
    expect(rolesAt('secretsmanager')).toEqual(new Set(['Chat', 'Responses']));
  });

  test('answer under the services’ usual names', () => {
    const interfaces = Object.values(endpointsOf(full)).filter(
      (one) => one['VpcEndpointType'] === 'Interface',
    );
    expect(interfaces).toHaveLength(3);
    for (const one of interfaces) expect(one['PrivateDnsEnabled']).toBe(true);
  });
});

describe('network interfaces', () => {
  const policies = Object.entries(propertiesOf(full, 'AWS::IAM::ManagedPolicy')).filter(([id]) =>
    OURS.some((name) => id.startsWith(name)),
  );

  test.each(policies)(
    '%s lets Lambda make them, and the function’s own code not',
    (_, { PolicyDocument }) => {
      const statements = (PolicyDocument as { Statement: Passing[] }).Statement.filter(({ Action }) =>
        [Action].flat().some((action) => action.startsWith('ec2:')),
      );
      const [allowed, denied] = statements;
      const making = [allowed?.Action ?? []].flat().filter((action) => action.startsWith('ec2:'));
      expect(statements).toHaveLength(2);
      expect(allowed).toMatchObject({ Effect: 'Allow', Resource: '*' });
      expect(denied).toMatchObject({ Effect: 'Deny', Resource: '*', Action: making });
      expect(JSON.stringify(denied?.Condition)).toMatch(
        /^{"ArnLike":{"lambda:SourceFunctionArn".*function:hawthorn-full-gateway-\*/,
      );
    },
  );
});

test.each([
  ['10.64.0.0/28', '→ at network.cidr'],
  ['10.64.0.0', '→ at network.cidr'],
])('the range %s is refused', (cidr, words) => {
  const input = STAGES.map((stage) => ({ ...stage, network: { mode: 'vpc' as const, cidr } }));
  expect(() => pickStage(input, 'prod')).toThrow(words);
});
