import { describe, expect, test } from 'vitest';
import { pickStage, type Stage, StageError } from '../../lib/stage.ts';
import { STAGES } from '../../lib/stages.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

const full = synthesise(stageNamed('full')).gateway;
const { hostedZone, ...withoutZone } = stageNamed('full').domain!;

const outputsOf = (template: typeof full) => Object.entries(template.findOutputs('*'));
const baseUrlOf = (template: typeof full): unknown => template.findOutputs('BaseUrl')['BaseUrl']?.['Value'];

describe('a name of the operator’s own', () => {
  test('is Regional, speaks TLS 1.2 or newer, and has the operator’s certificate', () => {
    full.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'ai.hospital.example',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'TLS_1_2',
      RegionalCertificateArn: stageNamed('full').domain?.certificateArn,
    });
    expect(full).toBeDefined();
  });

  test('leads to the stage of the API, without a path before /v1', () => {
    const [mapping] = Object.values(propertiesOf(full, 'AWS::ApiGateway::BasePathMapping'));
    expect(JSON.stringify(mapping?.['Stage'])).toContain('ApiDeploymentStagefull');
    expect(mapping).not.toHaveProperty('BasePath');
    expect(baseUrlOf(full)).toBe('https://ai.hospital.example/v1');
  });

  test('is the only one: AWS’s own name leads nowhere', () => {
    full.allResourcesProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    const prod = synthesise(stageNamed('prod')).gateway;
    prod.allResourcesProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: false });
    expect(JSON.stringify(baseUrlOf(prod))).toContain('.execute-api.us-east-1.');
  });

  test('is made in the zone that the stage names', () => {
    full.hasResourceProperties('AWS::Route53::RecordSet', {
      HostedZoneId: hostedZone?.id,
      Name: 'ai.hospital.example.',
      Type: 'A',
    });
    expect(outputsOf(full).filter(([id]) => id.includes('Target'))).toEqual([]);
  });

  test('is left to the operator where it names none, who is told what it must point at', () => {
    const template = synthesise({ ...stageNamed('full'), domain: withoutZone }).gateway;
    expect(template.findResources('AWS::Route53::RecordSet')).toEqual({});
    expect(JSON.stringify(outputsOf(template))).toContain('RegionalDomainName');
  });
});

describe('settings that cannot work are refused at once', () => {
  const picking = (domain: Stage['domain']) => () =>
    pickStage(
      STAGES.map((stage) => ({ ...stage, domain })),
      'prod',
    );

  test('a certificate of another Region', () => {
    const certificateArn = withoutZone.certificateArn.replace('us-east-1', 'eu-west-1');
    expect(picking({ ...withoutZone, certificateArn })).toThrow(StageError);
    expect(picking({ ...withoutZone, certificateArn })).toThrow('at domain.certificateArn');
  });

  test('a zone that the name is not in', () => {
    const elsewhere = { id: 'Z1', name: 'l.example' };
    expect(picking({ ...withoutZone, hostedZone: elsewhere })).toThrow('at domain.hostedZone.name');
  });
});
