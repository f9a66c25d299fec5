import { describe, expect, test } from 'vitest';
import { type Bundle, withBundles } from '../bench/bundle.ts';
import { type FunctionName, listOf, type Statement, statementsOf } from './policy.ts';
import { stageNamed, synthesise } from './synthesised.ts';

const FUNCTIONS: Record<Bundle['handler'], FunctionName> = {
  'chat-completions': 'Chat',
  responses: 'Responses',
  inspect: 'Inspect',
  'plain-routes': 'Plain',
};

const CLIENTS: Readonly<Record<string, string>> = {
  dynamodb: 'client-dynamodb',
  kms: 'client-kms',
  secretsmanager: 'client-secrets-manager',
  comprehendmedical: 'client-comprehendmedical',
  s3: 'client-s3',
};

/** A twentieth above what they are: a library that slips in is noticed, and so are word lists that grow much. */
const MAX_BYTES: Record<Bundle['handler'], number> = {
  'chat-completions': 1_060_000,
  responses: 1_360_000,
  inspect: 1_050_000,
  'plain-routes': 375_000,
};

const FOREIGN_PACKAGES =
  /node_modules\/(?:aws-cdk|constructs|cdk-nag|openai|ai|@ai-sdk|@langchain|@faker-js|dyna|vitest|fast-check|esbuild|ajv|@seriousme)/;
/** Clients that the chain of credentials would bring along. */
const CREDENTIAL_CLIENTS = /@aws-sdk\/(?:nested-clients|credential-provider-(?!env\/)|token-providers)/;
const STATE_CODE =
  /^lambda\/(?:state\/|aws\/(?:dynamo-state|state-|s3-)|tokens\/value-recall)|@aws-sdk\/client-s3\//;
const OUR_CODE = /^lambda\//;
const PACKAGE = /^node_modules\//;

const bundles: readonly Bundle[] = await withBundles((all) => Promise.resolve(all));
const prod = synthesise(stageNamed('prod')).gateway;

/** AWS itself uses a key in a function's name there; the function has no need for a client. */
const isThroughService = ({ Condition = {} }: Statement): boolean =>
  JSON.stringify(Condition).includes('kms:ViaService');

/** The clients that a function needs to do what its role allows. */
const clientsFor = (handler: Bundle['handler']): readonly string[] => {
  const own = statementsOf(prod, FUNCTIONS[handler]).filter((statement) => !isThroughService(statement));
  const services = own.flatMap(({ Action }) => listOf(Action)).map((action) => action.split(':')[0] ?? '');
  return [...new Set(services)].flatMap((service) => CLIENTS[service] ?? []).toSorted();
};

const clientsIn = ({ inputs }: Bundle): readonly string[] => {
  const clients = inputs.flatMap((input) => /@aws-sdk\/(client-[a-z0-9-]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(clients)].toSorted();
};

describe('bundles', () => {
  test.each(bundles)('$handler holds nothing but the functions’ own code and its packages', ({ inputs }) => {
    expect(inputs.filter((input) => !OUR_CODE.test(input) && !PACKAGE.test(input))).toEqual([]);
    expect(inputs.filter((input) => FOREIGN_PACKAGES.test(input))).toEqual([]);
  });

  test.each(bundles)(
    '$handler holds the clients of AWS that its role lets it use, and no other',
    (bundle) => {
      expect(clientsIn(bundle)).toEqual(clientsFor(bundle.handler));
      expect(bundle.inputs.filter((input) => CREDENTIAL_CLIENTS.test(input))).toEqual([]);
    },
  );

  test('only responses holds what keeps state', () => {
    const keepers = bundles.filter(({ inputs }) => inputs.some((input) => STATE_CODE.test(input)));
    expect(keepers.map(({ handler }) => handler)).toEqual(['responses']);
  });

  test.each(bundles)('$handler is no larger than it should be', ({ handler, bytes }) => {
    expect(bytes).toBeLessThan(MAX_BYTES[handler]);
  });
});
