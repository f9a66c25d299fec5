import { describe, expect, test } from 'vitest';
import { CORS } from '../../lambda/contract/cors.ts';
import type { Stage } from '../../lib/stage.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

type Json = Record<string, unknown>;

interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Statement: Json;
  readonly Action?: { readonly Block: { readonly CustomResponse: Json } };
  readonly VisibilityConfig: Json;
}

interface Header {
  readonly Name: string;
  readonly Value: string;
}

const full = synthesise(stageNamed('full')).gateway;

const only = (template: typeof full, type: string): Json => {
  const all = Object.values(propertiesOf(template, type));
  expect(all).toHaveLength(1);
  return all[0]!;
};

const rulesOf = (template: typeof full) => only(template, 'AWS::WAFv2::WebACL')['Rules'] as readonly Rule[];
const ruleNamed = (name: string) => rulesOf(full).find((rule) => rule.Name === name)!;
const statementOf = (rule: Rule, kind: string) => rule.Statement[kind] as Json;

const withAcl = (webAcl: Stage['webAcl']) => synthesise({ ...stageNamed('prod'), webAcl }).gateway;

describe('the web ACL', () => {
  test('stands before the stage of the API, where the settings ask for it and nowhere else', () => {
    const { ResourceArn } = only(full, 'AWS::WAFv2::WebACLAssociation');
    expect(JSON.stringify(ResourceArn)).toMatch(/\/restapis\/.*\/stages\/.*"ApiDeploymentStagefull/);
    expect(synthesise(stageNamed('prod')).gateway.findResources('AWS::WAFv2::WebACL')).toEqual({});
  });

  test('asks first who calls, then how often, then what AWS knows to be bad', () => {
    expect(rulesOf(full).map(({ Name }) => Name)).toEqual([
      'OutsideAllowedRanges',
      'PerAddress',
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesKnownBadInputsRuleSet',
    ]);
    expect(rulesOf(full).map(({ Priority }) => Priority)).toEqual([0, 1, 2, 3, 4]);
  });

  test('limits each address as the stage says', () => {
    expect(statementOf(ruleNamed('PerAddress'), 'RateBasedStatement')).toEqual({
      Limit: 3_000,
      AggregateKeyType: 'IP',
      EvaluationWindowSec: 300,
    });
  });

  test.each(['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet'])(
    '%s blocks nothing for what stands in a body, which is a prompt',
    (name) => {
      const { RuleActionOverrides } = statementOf(ruleNamed(name), 'ManagedRuleGroupStatement');
      const overrides = RuleActionOverrides as readonly { Name: string; ActionToUse: Json }[];
      expect(overrides.filter(({ Name }) => Name.endsWith('_BODY')).length).toBeGreaterThan(2);
      expect(overrides.map(({ ActionToUse }) => ActionToUse)).toEqual(overrides.map(() => ({ Count: {} })));
    },
  );
});

describe('allowed ranges', () => {
  test('are sets of one version each, and whoever is in neither is blocked', () => {
    const sets = propertiesOf(full, 'AWS::WAFv2::IPSet');
    const byVersion = Object.values(sets).map(({ IPAddressVersion, Addresses }) => [
      IPAddressVersion,
      Addresses,
    ]);
    expect(byVersion).toEqual([
      ['IPV4', ['203.0.113.0/24']],
      ['IPV6', ['2001:db8:17::/48']],
    ]);
    const references = Object.keys(sets).map((id) => ({
      IPSetReferenceStatement: { Arn: { 'Fn::GetAtt': [id, 'Arn'] } },
    }));
    expect(ruleNamed('OutsideAllowedRanges').Statement).toEqual({
      NotStatement: { Statement: { OrStatement: { Statements: references } } },
    });
  });

  test('of one version alone are no alternative, which WAF would refuse', () => {
    const template = withAcl({ requestsPerAddress: 100, allowedRanges: ['203.0.113.0/24'] });
    const [outside] = rulesOf(template);
    expect(JSON.stringify(outside?.Statement)).toMatch(/^{"NotStatement":{"Statement":{"IPSetReference/);
  });

  test('are no rule where the stage names none', () => {
    const template = withAcl({ requestsPerAddress: 100 });
    expect(rulesOf(template).map(({ Name }) => Name)[0]).toBe('PerAddress');
    expect(template.findResources('AWS::WAFv2::IPSet')).toEqual({});
  });
});

describe('what it answers', () => {
  const { CustomResponseBodies } = only(full, 'AWS::WAFv2::WebACL');
  const bodies = CustomResponseBodies as Record<string, { ContentType: string; Content: string }>;

  test.each([
    ['PerAddress', 429, 'rate_limited'],
    ['OutsideAllowedRanges', 403, 'forbidden'],
  ])('%s has the shape of an OpenAI error, and headers for browsers', (name, status, code) => {
    const response = ruleNamed(name).Action!.Block.CustomResponse;
    expect(response['ResponseCode']).toBe(status);
    expect(response['ResponseHeaders']).toEqual(
      expect.arrayContaining([{ Name: 'access-control-allow-origin', Value: CORS.origin }]),
    );
    const { ContentType, Content } = bodies[String(response['CustomResponseBodyKey'])]!;
    expect(ContentType).toBe('APPLICATION_JSON');
    expect(JSON.parse(Content)).toEqual({
      error: {
        message: expect.any(String) as string,
        type: expect.any(String) as string,
        param: '',
        code,
      },
    });
  });

  test.each(['PerAddress', 'OutsideAllowedRanges'])(
    '%s in headers that WAF takes, and lets browsers read those that it carries',
    (name) => {
      const headers = ruleNamed(name).Action!.Block.CustomResponse['ResponseHeaders'] as readonly Header[];
      // https://docs.aws.amazon.com/waf/latest/APIReference/API_CustomHTTPHeader.html
      expect(headers.filter(({ Value }) => Value.length > 255)).toEqual([]);
      const carried = headers.map(({ Name }) => Name).filter((one) => !one.startsWith('access-control-'));
      const exposed = headers.find(({ Name }) => Name === 'access-control-expose-headers')?.Value ?? '';
      expect(exposed.split(',').filter(Boolean)).toEqual(carried);
    },
  );

  test('to whom it limits, when to try again', () => {
    expect(ruleNamed('PerAddress').Action!.Block.CustomResponse['ResponseHeaders']).toContainEqual({
      Name: 'retry-after',
      Value: '60',
    });
  });

  test('for AWS’s own rules, by API Gateway in the same shape', () => {
    full.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'WAF_FILTERED',
      StatusCode: '403',
    });
    expect(full).toBeDefined();
  });
});

describe('what it keeps', () => {
  test('no samples of requests', () => {
    const acl = only(full, 'AWS::WAFv2::WebACL');
    for (const { SampledRequestsEnabled } of [acl, ...rulesOf(full)].map(
      ({ VisibilityConfig }) => VisibilityConfig as Json,
    )) {
      expect(SampledRequestsEnabled).toBe(false);
    }
  });

  test('no header, query or piece of a body anywhere', () => {
    expect(only(full, 'AWS::WAFv2::WebACL')['DataProtectionConfig']).toEqual({
      DataProtections: [
        'SINGLE_HEADER',
        'SINGLE_COOKIE',
        'SINGLE_QUERY_ARGUMENT',
        'QUERY_STRING',
        'BODY',
      ].map((FieldType) => ({ Action: 'SUBSTITUTION', Field: { FieldType } })),
    });
  });

  test('in its log only what was blocked, without path, query and keys', () => {
    const { LoggingFilter, RedactedFields } = only(full, 'AWS::WAFv2::LoggingConfiguration');
    expect(LoggingFilter).toEqual({
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
        },
      ],
    });
    expect(RedactedFields).toEqual(
      expect.arrayContaining([
        { UriPath: {} },
        { QueryString: {} },
        { SingleHeader: { Name: 'authorization' } },
        { SingleHeader: { Name: 'x-openai-key' } },
      ]),
    );
  });

  test('a log under our own key, with the name that WAF asks for and that the key’s policy knows', () => {
    const groups = Object.entries(full.findResources('AWS::Logs::LogGroup'));
    const [id, group] = groups.find(([, { Properties }]) => 'LogGroupName' in (Properties as Json))!;
    const { LogGroupName, KmsKeyId, RetentionInDays } = group['Properties'] as Json;
    expect(JSON.stringify(LogGroupName)).toContain('aws-waf-logs-hawthorn-full-gateway');
    expect(JSON.stringify(KmsKeyId)).toContain('StorageKey');
    expect(RetentionInDays).toBe(2192);
    const { LogDestinationConfigs } = only(full, 'AWS::WAFv2::LoggingConfiguration');
    expect(JSON.stringify(LogDestinationConfigs)).toMatch(new RegExp(`:log-group:",{"Ref":"${id}"}`));
    const keys = JSON.stringify(synthesise(stageNamed('full')).data.findResources('AWS::KMS::Key'));
    expect(keys).toContain(':log-group:aws-waf-logs-hawthorn-full-*');
  });
});
