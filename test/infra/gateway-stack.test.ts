import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { CORS } from '../../lambda/contract/cors.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import type { Stage } from '../../lib/stage.ts';
import type { FunctionName } from './policy.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

const prod = synthesise(stageNamed('prod')).gateway;
const dev = synthesise(stageNamed('dev')).gateway;

type Json = Record<string, unknown>;

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

const methodSettings = (): readonly Json[] =>
  Object.values(propertiesOf(prod, 'AWS::ApiGateway::Stage')).flatMap(
    ({ MethodSettings }) => MethodSettings as Json[],
  );

const functionId = (name: FunctionName): string => {
  const ids = Object.keys(prod.findResources('AWS::Lambda::Function')).filter((id) => id.startsWith(name));
  expect(ids).toHaveLength(1);
  return ids[0]!;
};

const functionOf = (name: FunctionName) => propertiesOf(prod, 'AWS::Lambda::Function')[functionId(name)]!;

describe('the API', () => {
  test('has these endpoints and no others', () => {
    const served = Object.keys(methods()).filter((method) => !method.startsWith('OPTIONS'));
    expect(served.toSorted()).toEqual([
      'DELETE /v1/conversations/{id}',
      'DELETE /v1/conversations/{id}/items/{item_id}',
      'DELETE /v1/responses/{id}',
      'GET /healthz',
      'GET /openapi.json',
      'GET /v1/conversations/{id}',
      'GET /v1/conversations/{id}/items',
      'GET /v1/conversations/{id}/items/{item_id}',
      'GET /v1/models',
      'GET /v1/models/{id}',
      'GET /v1/responses/{id}',
      'GET /v1/responses/{id}/input_items',
      'POST /v1/chat/completions',
      'POST /v1/conversations',
      'POST /v1/conversations/{id}',
      'POST /v1/conversations/{id}/items',
      'POST /v1/phi/inspect',
      'POST /v1/responses',
      'POST /v1/responses/{id}/cancel',
    ]);
  });

  test('names a parameter only once in each place, as API Gateway demands', () => {
    const parameters = Object.values(propertiesOf(prod, 'AWS::ApiGateway::Resource'))
      .filter(({ PathPart }) => String(PathPart).startsWith('{'))
      .map(({ ParentId }) => JSON.stringify(ParentId));
    expect(parameters).toHaveLength(4);
    expect(new Set(parameters).size).toBe(4);
  });

  test.each([
    ['POST /v1/chat/completions', 'Chat', 900_000],
    ['POST /v1/phi/inspect', 'Inspect', 90_000],
    ['GET /v1/models', 'Plain', 29_000],
    ['GET /v1/models/{id}', 'Plain', 29_000],
    ['GET /healthz', 'Plain', 29_000],
    ['GET /openapi.json', 'Plain', 29_000],
    ...Object.keys(methods())
      .filter((method) => /^(?!OPTIONS).* \/v1\/(?:responses|conversations)/.test(method))
      .map((method) => [method, 'Responses', 900_000] as const),
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
      MethodSettings: Match.arrayWith([
        Match.objectLike({ ResourcePath: '/*', ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 }),
      ]),
    });
    expect(stageNamed('prod').throttle).toEqual({ rate: 200, burst: 400 });
  });

  test('answers only so much without a key', () => {
    const settings = methodSettings().filter(({ ResourcePath }) => ResourcePath !== '/*');
    const open = Object.keys(methods()).filter((method) => !/^OPTIONS|\/v1\//.test(method));
    expect(
      settings.map(({ HttpMethod, ResourcePath }) => `${String(HttpMethod)} ${String(ResourcePath)}`),
    ).toEqual(open.map((method) => method.replace(/(?<=\/.*)\/|\/(?=[^/]*$)/, '/~1')));
    for (const limits of settings) {
      expect(limits).toMatchObject({
        ThrottlingRateLimit: 10,
        ThrottlingBurstLimit: 20,
        MetricsEnabled: true,
      });
    }
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

describe('how PHI is found', () => {
  const told = (stage: Stage): Json => {
    const template = synthesise(stage).gateway;
    const id = Object.keys(template.findResources('AWS::Lambda::Function')).find((one) =>
      one.startsWith('Chat'),
    );
    const { Variables } = propertiesOf(template, 'AWS::Lambda::Function')[id ?? '']?.['Environment'] as Json;
    return Variables as Json;
  };

  test('is by Comprehend Medical too, of the same Region and at the usual pace', () => {
    const variables = told(stageNamed('prod'));
    expect(variables).toMatchObject({ [ENVIRONMENT.detector]: 'comprehend' });
    expect(variables).toHaveProperty(ENVIRONMENT.spansTable);
    expect(variables).not.toHaveProperty(ENVIRONMENT.comprehendRegion);
    expect(variables).not.toHaveProperty(ENVIRONMENT.comprehendCallsPerSecond);
  });

  test('is as the stage says', () => {
    const comprehend = { region: 'us-west-2', charactersPerSecond: 5_000, callsPerSecond: 4 };
    expect(told({ ...stageNamed('prod'), comprehend })).toMatchObject({
      [ENVIRONMENT.comprehendRegion]: 'us-west-2',
      [ENVIRONMENT.comprehendCharactersPerSecond]: '5000',
      [ENVIRONMENT.comprehendCallsPerSecond]: '4',
    });
    expect(told({ ...stageNamed('prod'), detector: 'local' })).not.toHaveProperty(ENVIRONMENT.spansTable);
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
    expect(variables.every((name) => /^\$context\.[A-Za-z.]+$/.test(name))).toBe(true);
    expect(
      variables.filter((name) => /\.path$|userAgent|queryString|error\.message|\.header\./i.test(name)),
    ).toEqual([]);
  });

  test('API Gateway writes no log of requests and answers', () => {
    expect(methodSettings()).not.toEqual([]);
    for (const settings of methodSettings()) {
      expect(settings).toMatchObject({ LoggingLevel: 'OFF', DataTraceEnabled: false });
    }
  });

  test('all are encrypted by our own key, kept as long as the stage says, and outlive it in production', () => {
    const groups = Object.values(prod.findResources('AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(5);
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
    expect(Object.keys(prod.findResources('AWS::Lambda::Function'))).toHaveLength(4);
  });

  test('tell the system log of each call and are traced by nothing', () => {
    for (const properties of Object.values(propertiesOf(prod, 'AWS::Lambda::Function'))) {
      expect(properties['LoggingConfig']).toMatchObject({
        ApplicationLogLevel: 'INFO',
        SystemLogLevel: 'INFO',
      });
      expect(properties).not.toHaveProperty('TracingConfig');
    }
  });

  test('end when they call themselves in a circle, and get patches of Node by themselves', () => {
    prod.allResourcesProperties('AWS::Lambda::Function', {
      RecursiveLoop: 'Terminate',
      RuntimeManagementConfig: { UpdateRuntimeOn: 'Auto' },
    });
    expect(prod).toBeDefined();
  });

  test.each(['Chat', 'Responses'] as const)(
    '%s is told about its surroundings under the names of the contract',
    (name) => {
      const { Variables } = functionOf(name)['Environment'] as { Variables: Json };
      expect(Object.values(ENVIRONMENT)).toEqual(expect.arrayContaining(Object.keys(Variables)));
      expect(Variables).toMatchObject({
        [ENVIRONMENT.providerSecrets]: 'hawthorn/prod/providers/',
        [ENVIRONMENT.media]: 'block',
        [ENVIRONMENT.vaultDays]: '90',
      });
      for (const key of ['keysTable', 'vaultTable', 'auditTable', 'limitsTable', 'dataKeyId'] as const) {
        expect(Variables).toHaveProperty(ENVIRONMENT[key]);
      }
    },
  );

  test('only Responses is told where the state is', () => {
    const told = (['Chat', 'Responses', 'Inspect', 'Plain'] as const).filter((name) => {
      const { Variables } = functionOf(name)['Environment'] as { Variables: Json };
      return ENVIRONMENT.stateTable in Variables || ENVIRONMENT.stateBucket in Variables;
    });
    expect(told).toEqual(['Responses']);
    expect(functionOf('Responses')['Environment']).toMatchObject({
      Variables: {
        [ENVIRONMENT.stateTable]: { 'Fn::ImportValue': expect.stringContaining('StateTable') as string },
        [ENVIRONMENT.stateBucket]: { 'Fn::ImportValue': expect.stringContaining('StateBucket') as string },
      },
    });
  });

  test('have their own share of concurrency where the stage gives one', () => {
    expect(functionOf('Chat')['ReservedConcurrentExecutions']).toBe(200);
    expect(functionOf('Responses')['ReservedConcurrentExecutions']).toBe(200);
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
