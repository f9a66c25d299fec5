import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAwsClients } from '../../lambda/aws/clients.ts';
import { createComprehendPhi } from '../../lambda/aws/comprehend-phi.ts';
import { createDynamoSpanStore } from '../../lambda/aws/dynamo-span-cache.ts';
import { createS3LargeObjects } from '../../lambda/aws/s3-large-objects.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import type { LocalGateway } from '../../local/local-gateway.ts';
import { startDetectPhiFake } from '../support/detect-phi-fake.ts';
import { startQuietGateway } from '../support/quiet-gateway.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type AwsCall, recordAwsCalls } from './aws-calls.ts';
import { type FunctionName, listOf, mayTouch, statementsOf, statementsOn } from './policy.ts';
import { stageNamed, synthesise } from './synthesised.ts';

/** The laptop grants everything; here each call that its functions make is held against the rights in the template. */
const prod = synthesise(stageNamed('prod')).gateway;
const folder = temporaryFolder();
const model = 'standard';

let gateway: LocalGateway;
let client: OpenAI;
let aws: ReturnType<typeof recordAwsCalls>;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  aws = recordAwsCalls();
  gateway = await startQuietGateway(folder.path);
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.apiKey.reveal(), maxRetries: 0 });
  aws.taken();
});

afterAll(async () => {
  await gateway.close();
  vi.useRealTimers();
  folder.remove();
});

/** A copy reads one object and writes another. */
const actionsFor = ({ action }: AwsCall): readonly string[] =>
  action === 's3:CopyObject' ? ['s3:GetObject', 's3:PutObject'] : [action];

const mayDo = (name: FunctionName, call: AwsCall): boolean => {
  const { action, table, partitions } = call;
  if (table !== undefined) return mayTouch(prod, name)(action.replace('dynamodb:', ''), table, ...partitions);
  const allowed = statementsOf(prod, name).flatMap(({ Action }) => listOf(Action));
  return actionsFor(call).every((needed) => allowed.includes(needed));
};

/** What was called since the last look, as `action table`, without repetitions. */
const taken = (name: FunctionName) => {
  const calls = aws.taken();
  const named = (some: readonly AwsCall[]): readonly string[] =>
    [...new Set(some.map(({ action, table = '' }) => `${action} ${table}`.trim()))].toSorted();
  return { all: named(calls), refused: named(calls.filter((call) => !mayDo(name, call))) };
};

const stateRights = statementsOn(prod, 'Responses', 'StateTable')
  .flatMap(({ Action }) => listOf(Action).map((action) => `${action} StateTable`))
  .toSorted();

const daysLater = (days: number): void => {
  vi.setSystemTime(Date.now() + days * 86_400_000);
};

const ask = (words: string, more: object = {}) => client.responses.create({ model, input: words, ...more });

describe('every call of AWS is one that the function may make', () => {
  test('models', async () => {
    await client.models.list();
    expect(taken('Plain')).toEqual({ all: ['dynamodb:GetItem KeysTable'], refused: [] });
  });

  test('chat', async () => {
    await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'Write to John Doe, MRN 00482913.' }],
    });
    const { all, refused } = taken('Chat');
    expect(all).toEqual(
      expect.arrayContaining(['dynamodb:PutItem AuditTable', 'dynamodb:PutItem VaultTable']),
    );
    expect(refused).toEqual([]);
  });

  test('a dry run', async () => {
    await client.post('/phi/inspect', { body: { input: 'Write to John Doe, MRN 00482913.' } });
    const { all, refused } = taken('Inspect');
    expect(all).toEqual(expect.arrayContaining(['dynamodb:PutItem AuditTable']));
    expect(all).not.toContain('dynamodb:PutItem VaultTable');
    expect(refused).toEqual([]);
  });

  test('a chain of responses, streamed and plain, of which a turn comes days later', async () => {
    const first = await ask('Write to John Doe, MRN 00482913.');
    const streamed = await client.responses.create({
      model,
      input: 'And to Jane Roe.',
      previous_response_id: first.id,
      stream: true,
    });
    const types: string[] = [];
    for await (const { type } of streamed) types.push(type);
    expect(types.at(-1)).toBe('response.completed');
    daysLater(2);
    const third = await ask('Who was it?', { previous_response_id: first.id });
    await client.responses.retrieve(third.id);
    await client.responses.inputItems.list(third.id);
    await client.responses.delete(third.id);
    const { all, refused } = taken('Responses');
    expect(all).toEqual(
      expect.arrayContaining([
        'dynamodb:BatchGetItem StateTable',
        'dynamodb:BatchGetItem VaultTable',
        'dynamodb:BatchWriteItem StateTable',
        'dynamodb:DeleteItem StateTable',
        'dynamodb:PutItem StateTable',
        'dynamodb:PutItem VaultTable',
        'dynamodb:UpdateItem StateTable',
      ]),
    );
    expect(refused).toEqual([]);
  });

  test('a conversation from its beginning to its end', async () => {
    const { id } = await client.conversations.create({
      items: [{ type: 'message', role: 'user', content: 'I am John Doe.' }],
      metadata: { ward: '4' },
    });
    await ask('What is my name?', { conversation: id });
    daysLater(2);
    await client.conversations.retrieve(id);
    await client.conversations.update(id, { metadata: { ward: '5' } });
    const { data } = await client.conversations.items.list(id);
    const itemId = data[0]?.id ?? '';
    await client.conversations.items.retrieve(itemId, { conversation_id: id });
    await client.conversations.items.delete(itemId, { conversation_id: id });
    await client.conversations.delete(id);
    const { all, refused } = taken('Responses');
    // All that it may do with state, so that no right is left over.
    expect(all.filter((call) => call.endsWith('StateTable'))).toEqual(stateRights);
    expect(refused).toEqual([]);
  });

  test.each(['Chat', 'Responses'] as const)(
    'Comprehend Medical, and what is remembered of it, of %s',
    async (name) => {
      const fake = await startDetectPhiFake();
      vi.stubEnv('AWS_ENDPOINT_URL_COMPREHENDMEDICAL', fake.url);
      const signal = AbortSignal.timeout(10_000);
      await createComprehendPhi({}).detect('Jane Roe', signal);
      const { dynamo } = createAwsClients();
      const store = createDynamoSpanStore(dynamo, process.env[ENVIRONMENT.spansTable] ?? '');
      const id = 'st-example#3f1c';
      const row = { id, entry: Buffer.from('[1,[]]'), mac: Buffer.alloc(32), expiresAt: 4_000_000_000 };
      await store.put([row], signal);
      await store.get([id], signal);
      dynamo.destroy();
      await fake.close();
      vi.unstubAllEnvs();
      expect(taken(name)).toEqual({
        all: [
          'comprehendmedical:DetectPHI',
          'dynamodb:BatchGetItem SpansTable',
          'dynamodb:PutItem SpansTable',
        ],
        refused: [],
      });
    },
  );

  test('large objects', async () => {
    const objects = createS3LargeObjects(process.env[ENVIRONMENT.stateBucket] ?? '');
    const signal = AbortSignal.timeout(10_000);
    await objects.put('clinic/response/1', Buffer.from('sealed'), signal);
    await objects.get('clinic/response/1', 6, signal);
    await objects.renew('clinic/response/1', signal);
    await objects.delete('clinic/response/1', signal);
    expect(taken('Responses')).toEqual({
      all: ['s3:CopyObject', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      refused: [],
    });
  });
});
