import { describe, expect, test } from 'vitest';
import { type Bundle, withBundles } from '../bench/bundle.ts';

/** Tables, keys and secrets; what finds PHI; objects where state is kept. */
const PLAIN_CLIENTS = ['client-dynamodb', 'client-kms', 'client-secrets-manager'];
const CHAT_CLIENTS = [...PLAIN_CLIENTS, 'client-comprehendmedical'];
const AWS_CLIENTS: Record<Bundle['handler'], readonly string[]> = {
  'chat-completions': CHAT_CLIENTS,
  responses: [...CHAT_CLIENTS, 'client-s3'],
  inspect: CHAT_CLIENTS,
  'plain-routes': PLAIN_CLIENTS,
};

/** A third above what they are, so that word lists may grow and a library that slips in is noticed. */
const MAX_BYTES: Record<Bundle['handler'], number> = {
  'chat-completions': 1_600_000,
  responses: 2_000_000,
  inspect: 1_900_000,
  'plain-routes': 580_000,
};

const FOREIGN_PACKAGES = /node_modules\/(?:aws-cdk|constructs|cdk-nag|openai|dyna|vitest|fast-check|esbuild)/;
const STATE_CODE =
  /^lambda\/(?:state\/|aws\/(?:dynamo-state|state-|s3-)|tokens\/value-recall)|@aws-sdk\/client-s3\//;
const OUR_CODE = /^lambda\//;
const PACKAGE = /^node_modules\//;

const bundles: readonly Bundle[] = await withBundles((all) => Promise.resolve(all));

describe('bundles', () => {
  test.each(bundles)('$handler holds nothing but the functions’ own code and its packages', ({ inputs }) => {
    expect(inputs.filter((input) => !OUR_CODE.test(input) && !PACKAGE.test(input))).toEqual([]);
    expect(inputs.filter((input) => FOREIGN_PACKAGES.test(input))).toEqual([]);
  });

  test.each(bundles)('$handler holds no AWS client that nobody knows of', ({ handler, inputs }) => {
    const clients = inputs.flatMap((input) => /@aws-sdk\/(client-[a-z0-9-]+)\//.exec(input)?.[1] ?? []);
    expect(AWS_CLIENTS[handler]).toEqual(expect.arrayContaining(clients));
  });

  test('only responses holds what keeps state', () => {
    const keepers = bundles.filter(({ inputs }) => inputs.some((input) => STATE_CODE.test(input)));
    expect(keepers.map(({ handler }) => handler)).toEqual(['responses']);
  });

  test.each(bundles)('$handler is no larger than it should be', ({ handler, bytes }) => {
    expect(bytes).toBeLessThan(MAX_BYTES[handler]);
  });
});
