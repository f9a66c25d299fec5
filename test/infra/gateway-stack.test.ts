import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { CORS } from '../../lambda/contract/cors.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

const prod = synthesise(stageNamed('prod')).gateway;
const dev = synthesise(stageNamed('dev')).gateway;

type Json = Record<string, unknown>;

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Json;
}

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value]) as T[];

/** Methods by `VERB /path`. */
const methods = (): Record<string, Json> => {
  const resources = propertiesOf(prod, 'AWS::ApiGateway::Resource');
  const pathOf = (reference: unknown): string => {
    const id = (reference as { Ref?: string }).Ref;
    if (id === undefined || resources[id] === undefined) return '';
    return `${pathOf(resources[id]['ParentId'])}/${String(resources[id]['PathPart'])}`;
  };
  return Object.fromEntries(
    Object.values(propertiesOf(prod, 'AWS::ApiGateway::Method')).map((method) => [
      `${String(method['HttpMethod'])} ${pathOf(method['ResourceId']) || '/'}`,
      method,
    ]),
  );
};

const functionId = (name: 'Chat' | 'Plain'): string => {
  const ids = Object.keys(prod.findResources('AWS::Lambda::Function')).filter((id) => id.startsWith(name));
  expect(ids).toHaveLength(1);
  return ids[0]!;
};

const functionOf = (name: 'Chat' | 'Plain') => propertiesOf(prod, 'AWS::Lambda::Function')[functionId(name)]!;

/** All that a function's role allows. */
const statementsOf = (name: 'Chat' | 'Plain'): readonly Statement[] =>
  Object.entries(propertiesOf(prod, 'AWS::IAM::ManagedPolicy'))
    .filter(([id]) => id.startsWith(name))
    .flatMap(([, policy]) => (policy['PolicyDocument'] as { Statement: Statement[] }).Statement);

/** `action on table`, for everything of DynamoDB. */
const tableRights = (name: 'Chat' | 'Plain'): readonly string[] =>
  statementsOf(name)
    .flatMap(({ Action, Resource }) =>
      listOf(Action).flatMap((action) =>
        listOf(Resource).map((resource) => {
          const table = /(?:Keys|Vault|Audit|Limits)Table/.exec(JSON.stringify(resource))?.[0];
          return `${action.replace('dynamodb:', '')} ${String(table)}`;
        }),
      ),
    )
    .filter((right) => !right.endsWith('undefined'))
    .toSorted();

describe('the API', () => {
  test('has these endpoints and no others', () => {
    const served = Object.keys(methods()).filter((method) => !method.startsWith('OPTIONS'));
    expect(served.toSorted()).toEqual([
      'GET /healthz',
      'GET /v1/models',
      'GET /v1/models/{id}',
      'POST /v1/chat/completions',
    ]);
  });

  test.each([
    ['POST /v1/chat/completions', 'Chat', 900_000],
    ['GET /v1/models', 'Plain', 29_000],
    ['GET /v1/models/{id}', 'Plain', 29_000],
    ['GET /healthz', 'Plain', 29_000],
  ] as const)('%s streams from the function %s for as long as that may run', (method, name, milliseconds) => {
    const integration = methods()[method]!['Integration'] as Json;
    expect(integration).toMatchObject({
      Type: 'AWS_PROXY',
      ResponseTransferMode: 'STREAM',
      TimeoutInMillis: milliseconds,
    });
    const uri = JSON.stringify(integration['Uri']);
    expect(uri).toContain(`"${functionId(name)}"`);
    expect(uri).toContain('/response-streaming-invocations"');
    expect(functionOf(name)['Timeout']).toBe(milliseconds / 1000);
  });

  test('is Regional, where a silent stream may last five minutes', () => {
    prod.allResourcesProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
    expect(Object.keys(prod.findResources('AWS::ApiGateway::RestApi'))).toHaveLength(1);
  });

  test('answers the preflight of every path without a function, with the headers of the contract', () => {
    const served = Object.keys(methods()).filter((method) => !method.startsWith('OPTIONS'));
    for (const path of served.map((method) => method.replace(/^\w+ /, ''))) {
      const integration = methods()[`OPTIONS ${path}`]!['Integration'] as Json;
      expect(integration['Type']).toBe('MOCK');
      expect(integration['IntegrationResponses']).toEqual([
        {
          StatusCode: '204',
          ResponseParameters: {
            'method.response.header.Access-Control-Allow-Origin': `'${CORS.origin}'`,
            'method.response.header.Access-Control-Allow-Methods': `'${CORS.methods.join(',')}'`,
            'method.response.header.Access-Control-Allow-Headers': `'${CORS.requestHeaders.join(',')}'`,
            'method.response.header.Access-Control-Max-Age': `'${CORS.maxAge}'`,
          },
        },
      ]);
    }
  });

  test('is throttled as the stage says', () => {
    prod.hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [
        Match.objectLike({ ResourcePath: '/*', ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 }),
      ],
    });
    expect(stageNamed('prod').throttle).toEqual({ rate: 200, burst: 400 });
  });
});

describe('errors of API Gateway itself', () => {
  const responses = Object.values(propertiesOf(prod, 'AWS::ApiGateway::GatewayResponse'));

  test('cover everything', () => {
    const types = responses.map((response) => response['ResponseType']);
    expect(types).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX']));
  });

  test.each(responses.map((response) => [String(response['ResponseType']), response] as const))(
    '%s has the shape of an OpenAI error, constant words, and headers for browsers',
    (_, response) => {
      const template = (response['ResponseTemplates'] as Record<string, string>)['application/json']!;
      expect(template).not.toContain('$');
      expect(JSON.parse(template)).toEqual({
        error: {
          message: expect.any(String) as string,
          type: expect.any(String) as string,
          param: '',
          code: expect.any(String) as string,
        },
      });
      expect(response['ResponseParameters']).toMatchObject({
        'gatewayresponse.header.access-control-allow-origin': "'*'",
      });
    },
  );

  test('an unknown path is 404 rather than the 403 of API Gateway', () => {
    prod.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
      StatusCode: '404',
    });
    expect(prod).toBeDefined();
  });

  test('a throttled caller is told when to try again', () => {
    prod.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'THROTTLED',
      ResponseParameters: Match.objectLike({ 'gatewayresponse.header.retry-after': "'1'" }),
    });
    expect(prod).toBeDefined();
  });
});

describe('logs', () => {
  test('the access log has the times of streaming, and nothing that a caller words freely', () => {
    const stages = Object.values(propertiesOf(prod, 'AWS::ApiGateway::Stage'));
    const { Format } = stages[0]!['AccessLogSetting'] as { Format: string };
    const variables = Object.values(JSON.parse(Format) as Record<string, string>);
    expect(variables).toEqual(
      expect.arrayContaining([
        '$context.integration.timeToFirstContent',
        '$context.integration.timeToAllHeaders',
        '$context.integration.responseTransferMode',
      ]),
    );
    expect(
      variables.filter((name) => /\.path$|userAgent|queryString|error\.message|\.header\./i.test(name)),
    ).toEqual([]);
  });

  test('API Gateway writes no log of requests and answers', () => {
    prod.allResourcesProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [Match.objectLike({ LoggingLevel: 'OFF', DataTraceEnabled: false })],
    });
    expect(prod).toBeDefined();
  });

  test('all are encrypted by our own key, kept as long as the stage says, and outlive it in production', () => {
    const groups = Object.values(prod.findResources('AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(3);
    for (const group of groups) {
      const properties = group['Properties'] as Json;
      expect(JSON.stringify(properties['KmsKeyId'])).toContain('StorageKey');
      expect(properties['RetentionInDays']).toBe(2192);
      expect(properties).not.toHaveProperty('LogGroupName');
      expect(group['DeletionPolicy']).toBe('Retain');
    }
  });
});

describe('functions', () => {
  test('run on arm64 and Node 24 and log JSON to a group of their own', () => {
    prod.allResourcesProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      LoggingConfig: { LogFormat: 'JSON' },
    });
    expect(Object.keys(prod.findResources('AWS::Lambda::Function'))).toHaveLength(2);
  });

  test('the chat function is told about its surroundings under the names of the contract', () => {
    const { Variables } = functionOf('Chat')['Environment'] as { Variables: Json };
    expect(Object.values(ENVIRONMENT)).toEqual(expect.arrayContaining(Object.keys(Variables)));
    expect(Variables).toMatchObject({
      [ENVIRONMENT.providerSecrets]: 'hawthorn/prod/providers/',
      [ENVIRONMENT.media]: 'block',
      [ENVIRONMENT.vaultDays]: '90',
    });
    for (const name of ['keysTable', 'vaultTable', 'auditTable', 'limitsTable', 'dataKeyId'] as const) {
      expect(Variables).toHaveProperty(ENVIRONMENT[name]);
    }
  });

  test('have their own share of concurrency where the stage gives one', () => {
    expect(functionOf('Chat')['ReservedConcurrentExecutions']).toBe(200);
    expect(functionOf('Plain')['ReservedConcurrentExecutions']).toBe(20);
    for (const properties of Object.values(propertiesOf(dev, 'AWS::Lambda::Function'))) {
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  test('may be called by the API alone', () => {
    prod.allResourcesProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: Match.anyValue(),
    });
    expect(JSON.stringify(prod.toJSON())).not.toContain('test-invoke-stage');
  });
});

describe('rights', () => {
  test('the chat function has no right that deletes, scans or queries', () => {
    expect(tableRights('Chat')).toEqual([
      'GetItem AuditTable',
      'GetItem KeysTable',
      'GetItem VaultTable',
      'PutItem AuditTable',
      'PutItem VaultTable',
      'UpdateItem LimitsTable',
    ]);
  });

  test('the chat function writes tokens without a right to read them, and reads wrapped keys', () => {
    const onVault = statementsOf('Chat').filter(({ Resource }) =>
      JSON.stringify(Resource).includes('VaultTable'),
    );
    expect(onVault.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
      { Action: 'dynamodb:PutItem', Condition: undefined },
      {
        Action: 'dynamodb:GetItem',
        Condition: { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': ['*#*'] } },
      },
    ]);
  });

  test('the plain function reads an API key and nothing else', () => {
    expect(tableRights('Plain')).toEqual(['GetItem KeysTable']);
    const services = statementsOf('Plain').flatMap(({ Action }) =>
      listOf(Action).map((action) => action.split(':')[0]),
    );
    expect([...new Set(services)].toSorted()).toEqual(['dynamodb', 'kms', 'logs']);
  });

  test('no action has a wildcard, and of the resources only the prefix of the secrets', () => {
    const statements = [...statementsOf('Chat'), ...statementsOf('Plain')];
    const actions = statements.flatMap(({ Action }) => listOf(Action));
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    const wide = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('*'));
    expect(wide).toEqual([
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: {
          'Fn::Join': [
            '',
            [
              'arn:aws:secretsmanager:us-east-1:',
              { Ref: 'AWS::AccountId' },
              ':secret:hawthorn/prod/providers/*',
            ],
          ],
        },
      },
    ]);
  });

  test('the tenants key is used with exactly a tenant and an epoch', () => {
    const uses = statementsOf('Chat').filter(({ Resource }) =>
      JSON.stringify(Resource).includes('TenantsKey'),
    );
    expect(uses).toEqual([
      expect.objectContaining({
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: {
          StringLike: { 'kms:EncryptionContext:tenant': '?*', 'kms:EncryptionContext:epoch': '?*' },
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant', 'epoch'] },
        },
      }),
    ]);
  });

  test('the storage key is used through DynamoDB and Secrets Manager only', () => {
    const uses = statementsOf('Chat').filter(({ Resource }) =>
      JSON.stringify(Resource).includes('StorageKey'),
    );
    const services = uses.map(({ Condition }) => Condition?.['StringEquals']);
    expect(services).toEqual([
      { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' },
      { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
    ]);
  });

  test('nothing adds an inline policy to a role', () => {
    expect(prod.findResources('AWS::IAM::Policy')).toEqual({});
    for (const role of Object.values(propertiesOf(prod, 'AWS::IAM::Role'))) {
      expect(role).not.toHaveProperty('Policies');
    }
  });
});
