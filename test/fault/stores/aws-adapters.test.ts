import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseKeyRecord } from '../../../lambda/access/key-record.ts';
import { AuditStoreError } from '../../../lambda/audit/audit-store.ts';
import { GENESIS, sealLink } from '../../../lambda/audit/chain.ts';
import { type AwsClients, createAwsClients } from '../../../lambda/aws/clients.ts';
import { createDynamoAuditStore } from '../../../lambda/aws/dynamo-audit-store.ts';
import { createDynamoKeyStore } from '../../../lambda/aws/dynamo-key-store.ts';
import { createDynamoLimitStore } from '../../../lambda/aws/dynamo-limit-store.ts';
import { createDynamoStateTable } from '../../../lambda/aws/dynamo-state-table.ts';
import { createDynamoVaultStore } from '../../../lambda/aws/dynamo-vault-store.ts';
import { createDynamoWrappedKeyStore } from '../../../lambda/aws/dynamo-wrapped-key-store.ts';
import { createKmsKeyWrapper } from '../../../lambda/aws/kms-key-wrapper.ts';
import { createS3LargeObjects } from '../../../lambda/aws/s3-large-objects.ts';
import { createSecretReader } from '../../../lambda/aws/secret-reader.ts';
import type { StateRow } from '../../../lambda/state/state-table.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import { type FailingServer, type Misbehaviour, startFailingServer } from '../../support/failing-server.ts';
import { TELLTALE } from '../../support/faults.ts';
import { CLINIC, GOING_ON, keyIdOf, SCOPE } from '../../support/identities.ts';

const LIMITS = { connectionTimeoutMs: 1_000, requestTimeoutMs: 60, maxAttempts: 1 };
const PATIENT = { ...LIMITS, requestTimeoutMs: 600_000 };
const ALL: readonly Misbehaviour[] = [
  'error',
  'throttled',
  'refused',
  'hang',
  'reset',
  'html',
  'cut',
  'empty',
  'odd',
];

const TOKEN = tokenFrom('NAME', Uint8Array.of(1, 2, 3, 4));
const row = (index: number) => ({
  tenant: CLINIC,
  scope: SCOPE,
  token: TOKEN,
  valueTag: String(index),
  epoch: '2026-11',
  sealed: randomBytes(40),
  expiresAt: 4_000_000_000,
});
const stateRow = (sort: string): StateRow => ({
  partition: 'clinic#response#a',
  sort,
  version: 'v1',
  epoch: '2026-11',
  body: { kind: 'inline', sealed: randomBytes(40) },
  expiresAt: 4_000_000_000,
  closed: false,
});
const STATE = stateRow('record');
const REF = { token: TOKEN, valueTag: 'tag' };
const WINDOW = { id: 'key#a1b2c3d4e5f6#2026-11', expiresAt: 4_000_000_000 };
const record = sealLink({
  version: 1,
  writer: 'ab'.repeat(16),
  seq: 1,
  at: '2026-11-15T00:00:00.000Z',
  event: {},
  prevHash: GENESIS,
});
const key = parseKeyRecord({
  id: 'a1b2c3d4e5f6',
  tenant: 'clinic',
  role: 'clinician',
  environment: 'live',
  status: 'active',
  secretHash: 'ab'.repeat(32),
  vault: 'kept',
  createdAt: '2026-11-15T00:00:00.000Z',
});

let server: FailingServer;
let clients: AwsClients;

const connect = (limits = LIMITS, url = server.url): AwsClients => {
  Object.assign(process.env, {
    AWS_PROFILE: '',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: url,
  });
  return createAwsClients(limits);
};
const ports = (from: AwsClients) => ({
  keys: createDynamoKeyStore(from.dynamo, 'keys'),
  limits: createDynamoLimitStore(from.dynamo, 'limits'),
  wrapped: createDynamoWrappedKeyStore(from.dynamo, 'vault'),
  vault: createDynamoVaultStore(from.dynamo, 'vault'),
  state: createDynamoStateTable(from.dynamo, 'state'),
  objects: createS3LargeObjects('bucket', LIMITS),
  audit: createDynamoAuditStore(from.dynamo, 'audit'),
  kms: createKmsKeyWrapper(from.kms, 'key'),
  secrets: createSecretReader({ client: from.secrets, clock: () => Date.now(), prefix: '' }),
});
type Ports = ReturnType<typeof ports>;

beforeAll(async () => {
  server = await startFailingServer();
  clients = connect();
});
afterAll(async () => {
  clients.destroy();
  await server.close();
});

/** What a call ends in: an error that says nothing. */
const failureOf = async (call: Promise<unknown>): Promise<unknown> => {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const error = 'error' in outcome ? outcome.error : undefined;
  expect(error).toBeInstanceOf(Error);
  const shown = error instanceof Error ? `${error.message}${error.stack ?? ''}${JSON.stringify(error)}` : '';
  expect(shown).not.toContain(TELLTALE);
  expect(error).not.toHaveProperty('cause');
  return error;
};

const READS: readonly [string, (from: Ports) => Promise<unknown>, readonly Misbehaviour[]][] = [
  ['a key', ({ keys }) => keys.find(keyIdOf('a1b2c3d4e5f6'), GOING_ON), ALL],
  ['a wrapped key', ({ wrapped }) => wrapped.find(CLINIC, 'names', GOING_ON), ALL],
  ['vault rows', ({ vault }) => vault.find(CLINIC, SCOPE, TOKEN, GOING_ON), ALL],
  ['values', ({ vault }) => vault.get(CLINIC, SCOPE, [REF], GOING_ON), ALL],
  ['rows of the state', ({ state }) => state.get([STATE], GOING_ON), ALL],
  ['all rows of a part of the state', ({ state }) => state.list(STATE.partition, 'r', GOING_ON), ALL],
  ['an outline of the state', ({ state }) => state.outline(STATE.partition, GOING_ON), ALL],
  ['the last row of the state', ({ state }) => state.last(STATE.partition, 'r', GOING_ON), ALL],
  ['a large object', ({ objects }) => objects.get('clinic/a', 5, GOING_ON), ALL],
  ['an audit record', ({ audit }) => audit.find(record.writer, 1, GOING_ON), ALL],
  ['audit records', ({ audit }) => audit.list(record.writer, GOING_ON)[Symbol.asyncIterator]().next(), ALL],
  ['a new data key', ({ kms }) => kms.generate(CLINIC, 'names', GOING_ON), ALL],
  ['a secret', ({ secrets }) => secrets.read('openai', GOING_ON), ALL],
];

describe.each(READS)('asking for %s', (_, read, misbehaviours) => {
  it.each(misbehaviours)('throws, and says nothing, on %s', async (how) => {
    server.misbehave(how);
    expect(await failureOf(read(ports(clients)))).toMatchObject({ name: 'AwsFailure' });
  });

  it('ends when the caller gives up', async () => {
    server.misbehave('hang');
    const patient = connect(PATIENT);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    // The same ports, with a signal that aborts while the server keeps silent.
    const from = ports(patient);
    const asked = [
      from.keys.find(key.id, abort.signal),
      from.limits.count(WINDOW, 5, abort.signal),
      from.vault.find(CLINIC, SCOPE, TOKEN, abort.signal),
      from.vault.get(CLINIC, SCOPE, [REF], abort.signal),
      from.state.list(STATE.partition, 'r', abort.signal),
      from.state.putAll([STATE], abort.signal),
      createS3LargeObjects('bucket', PATIENT).get('clinic/a', 5, abort.signal),
      from.kms.generate(CLINIC, 'names', abort.signal),
      from.secrets.read('openai', abort.signal),
    ];
    await Promise.all(asked.map(failureOf));
    patient.destroy();
  });
});

describe('writing', () => {
  it.each(ALL)('vault rows throws on %s', async (how) => {
    server.misbehave(how);
    expect(await failureOf(ports(clients).vault.put([row(1)], GOING_ON))).toMatchObject({
      name: 'AwsFailure',
    });
  });

  it.each(ALL)('the state throws on %s', async (how) => {
    server.misbehave(how);
    const { state, objects } = ports(clients);
    const writes = [
      () => state.put(STATE, 'absent', GOING_ON),
      () => state.putAll([STATE], GOING_ON),
      () => state.renew(STATE, 4_000_000_001, GOING_ON),
      () => state.close(STATE, 1, GOING_ON),
      () => state.delete(STATE, GOING_ON),
      () => objects.put('clinic/a', randomBytes(10), GOING_ON),
      () => objects.renew('clinic/a', GOING_ON),
      () => objects.delete('clinic/a', GOING_ON),
    ];
    for (const write of writes) expect(await failureOf(write())).toMatchObject({ name: 'AwsFailure' });
  });

  it.each(ALL)('a key and a wrapped key throws on %s', async (how) => {
    server.misbehave(how);
    expect(await failureOf(ports(clients).keys.create(key))).toMatchObject({ name: 'AwsFailure' });
    const put = ports(clients).wrapped.putIfAbsent(CLINIC, 'names', randomBytes(8), GOING_ON);
    expect(await failureOf(put)).toMatchObject({ name: 'AwsFailure' });
  });

  it.each(ALL)('a count throws on %s', async (how) => {
    server.misbehave(how);
    expect(await failureOf(ports(clients).limits.count(WINDOW, 5, GOING_ON))).toMatchObject({
      name: 'AwsFailure',
    });
  });

  it.each([
    ['no attributes', {}],
    ['no count', { Attributes: {} }],
    ['a count of another type', { Attributes: { requests: { S: '3' } } }],
  ])('a count throws when the answer has %s', async (_, answer) => {
    server.misbehave(() => ({ ConsumedCapacity: { TableName: 'limits', CapacityUnits: 1 }, ...answer }));
    expect(await failureOf(ports(clients).limits.count(WINDOW, 5, GOING_ON))).toMatchObject({
      name: 'AwsFailure',
    });
  });

  it('throws when DynamoDB takes some rows and not the others', async () => {
    server.misbehave((body) => {
      const { Item } = JSON.parse(body) as { Item: { sk: { S: string } } };
      return Item.sk.S.endsWith('#3') ? {} : { ConsumedCapacity: { TableName: 'vault', CapacityUnits: 1 } };
    });
    expect(await failureOf(ports(clients).vault.put([1, 2, 3, 4].map(row), GOING_ON))).toMatchObject({
      name: 'AwsFailure',
    });
  });

  it.each([
    ['throttled', 'throttled'],
    ['refused', 'refused'],
    ['error', 'ambiguous'],
    ['hang', 'ambiguous'],
    ['reset', 'ambiguous'],
    ['html', 'ambiguous'],
    ['cut', 'ambiguous'],
    ['empty', 'ambiguous'],
    ['odd', 'ambiguous'],
  ] as const)('an audit record tells what is known after %s: %s', async (how, failure) => {
    server.misbehave(how);
    const error = await failureOf(ports(clients).audit.append({ record }, GOING_ON));
    expect(error).toBeInstanceOf(AuditStoreError);
    expect(error).toMatchObject({ failure });
  });

  it('an audit record knows that nobody was there', async () => {
    const gone = await startFailingServer();
    await gone.close();
    const nobody = connect(LIMITS, gone.url);
    const error = await failureOf(ports(nobody).audit.append({ record }, GOING_ON));
    expect(error).toMatchObject({ failure: 'unreachable' });
    nobody.destroy();
  });

  it('an audit record is never sure after several tries, of which it knows the last only', async () => {
    server.misbehave('throttled');
    const persistent = connect({ ...LIMITS, maxAttempts: 2 });
    const error = await failureOf(ports(persistent).audit.append({ record }, GOING_ON));
    expect(server.calls).toBe(2);
    expect(error).toMatchObject({ failure: 'ambiguous' });
    persistent.destroy();
  });
});

describe('batches of which DynamoDB does a part', () => {
  const capacity = { ConsumedCapacity: [{ TableName: 'state', CapacityUnits: 1 }] };
  const rows = Array.from({ length: 230 }, (_, index) => stateRow(`item-${index}`));
  let patient: AwsClients;
  beforeAll(() => {
    patient = connect(PATIENT);
  });
  afterAll(() => patient.destroy());
  interface Asked {
    readonly RequestItems: { readonly state: { readonly Keys: readonly { sk: { S: string } }[] } };
  }
  interface Written {
    readonly RequestItems: { readonly state: readonly object[] };
  }
  const itemOf = ({ sk }: { sk: { S: string } }) => ({
    pk: { S: STATE.partition },
    sk,
    version: { S: 'v1' },
    epoch: { S: '2026-11' },
    sealed: { B: 'AAAA' },
    expiresAt: { N: '4000000000' },
  });

  it('are asked for until all of it is there', async () => {
    server.misbehave((body) => {
      const { Keys: keys } = (JSON.parse(body) as Asked).RequestItems.state;
      const [done, left] = [keys.slice(0, 40), keys.slice(40)];
      const unprocessed = left.length > 0 ? { UnprocessedKeys: { state: { Keys: left } } } : {};
      return { ...capacity, Responses: { state: done.map(itemOf) }, ...unprocessed };
    });
    const found = await ports(patient).state.get(rows, GOING_ON);
    expect(found.map(({ sort }) => sort).toSorted()).toEqual(rows.map(({ sort }) => sort).toSorted());
    expect(server.calls).toBe(3 + 3 + 1);
  });

  it('are written until all of it is durable', async () => {
    const durable: object[] = [];
    server.misbehave((body) => {
      const requests = (JSON.parse(body) as Written).RequestItems.state;
      durable.push(...requests.slice(0, 10));
      const left = requests.slice(10);
      return { ...capacity, ...(left.length > 0 ? { UnprocessedItems: { state: left } } : {}) };
    });
    await ports(patient).state.putAll(rows, GOING_ON);
    expect(new Set(durable.map((request) => JSON.stringify(request))).size).toBe(230);
  });

  it('are given up in time where nothing is ever done', async () => {
    server.misbehave((body) => {
      const { RequestItems: all } = JSON.parse(body) as { RequestItems: object };
      return { ...capacity, Responses: {}, UnprocessedKeys: all, UnprocessedItems: all };
    });
    const { state } = ports(patient);
    expect(await failureOf(state.get(rows, AbortSignal.timeout(300)))).toMatchObject({ name: 'AwsFailure' });
    expect(await failureOf(state.putAll(rows, AbortSignal.timeout(300)))).toMatchObject({
      name: 'AwsFailure',
    });
  });

  it.each([
    ['nothing of capacity', { Responses: { state: [] } }],
    ['no answer at all', capacity],
    [
      'rows without their members',
      { ...capacity, Responses: { state: [{ pk: { S: 'x' }, sk: { S: 'y' } }] } },
    ],
  ])('are not believed with %s', async (_, answer) => {
    server.misbehave(() => answer);
    expect(await failureOf(ports(patient).state.get([STATE], GOING_ON))).toMatchObject({
      name: 'AwsFailure',
    });
  });
});
