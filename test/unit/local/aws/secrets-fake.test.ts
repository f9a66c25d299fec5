import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SecretsFake, startSecretsFake } from '../../../../local/aws/secrets-fake.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const NAME = 'hawthorn/providers/openai';

let folder: ReturnType<typeof temporaryFolder>;
let secrets: SecretsFake;
let client: SecretsManagerClient;

const connect = async () => {
  secrets = await startSecretsFake(join(folder.path, 'secrets.json'));
  client = new SecretsManagerClient({
    endpoint: secrets.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
};
const create = (text: string, token = randomUUID() as string) =>
  client.send(new CreateSecretCommand({ Name: NAME, SecretString: text, ClientRequestToken: token }));
const put = (text: string, token = randomUUID() as string) =>
  client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: text, ClientRequestToken: token }));
const get = (input: Partial<GetSecretValueCommand['input']> = {}) =>
  client.send(new GetSecretValueCommand({ SecretId: NAME, ...input }));

beforeEach(async () => {
  folder = temporaryFolder();
  await connect();
});
afterEach(async () => {
  client.destroy();
  await secrets.close();
  folder.remove();
});

describe('the Secrets Manager fake', () => {
  it('gives a secret by name and by ARN, also after a restart', async () => {
    const { ARN: arn } = await create('sk-one');
    client.destroy();
    await secrets.close();
    await connect();
    expect(await get()).toMatchObject({ SecretString: 'sk-one', Name: NAME, VersionStages: ['AWSCURRENT'] });
    expect(await get({ SecretId: arn })).toMatchObject({ SecretString: 'sk-one', ARN: arn });
  });

  it('gives the current version, and on demand the one before', async () => {
    const first = await create('sk-one');
    await put('sk-two');
    expect((await get()).SecretString).toBe('sk-two');
    expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('sk-one');
    expect((await get({ VersionId: first.VersionId })).SecretString).toBe('sk-one');
    await put('sk-three');
    expect(await get({ VersionId: first.VersionId })).toMatchObject({
      SecretString: 'sk-one',
      VersionStages: [],
    });
  });

  it('takes a repeated call with the same token once', async () => {
    const token = randomUUID();
    await create('sk-one', token);
    expect((await create('sk-one', token)).VersionId).toBe(token);
    const second = randomUUID();
    await put('sk-two', second);
    await put('sk-three');
    await put('sk-two', second);
    expect((await get()).SecretString).toBe('sk-three');
    await expect(put('sk-other', second)).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('makes no secret twice', async () => {
    await create('sk-one');
    await expect(create('sk-two')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('knows no secret that is not there', async () => {
    const missing = { name: 'ResourceNotFoundException' };
    await expect(get()).rejects.toMatchObject(missing);
    await expect(put('sk-one')).rejects.toMatchObject(missing);
    await create('sk-one');
    await expect(get({ VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject(missing);
    await expect(get({ VersionId: randomUUID() })).rejects.toMatchObject(missing);
  });

  it('keeps to the limits of Secrets Manager, and refuses what it cannot do', async () => {
    const refused = { name: 'InvalidParameterException' };
    await expect(create('x'.repeat(65_537))).rejects.toMatchObject(refused);
    await expect(create('ü'.repeat(40_000))).rejects.toMatchObject(refused);
    await expect(create('sk-one', 'short')).rejects.toMatchObject(refused);
    const binary = new CreateSecretCommand({ Name: NAME, SecretBinary: new Uint8Array(1) });
    await expect(client.send(binary)).rejects.toMatchObject(refused);
    const named = new CreateSecretCommand({ Name: 'no spaces', SecretString: 'x' });
    await expect(client.send(named)).rejects.toMatchObject(refused);
  });

  it('lets the process that runs it store a value, and makes no new version of the same one', async () => {
    secrets.put(NAME, 'sk-one');
    const first = await get();
    secrets.put(NAME, 'sk-one');
    expect((await get()).VersionId).toBe(first.VersionId);
    secrets.put(NAME, 'sk-two');
    expect((await get()).SecretString).toBe('sk-two');
  });
});
