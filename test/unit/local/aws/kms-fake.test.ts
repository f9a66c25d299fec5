import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKmsFake } from '../../../../local/aws/kms-fake.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const CONTEXT = { tenant: 'clinic', epoch: '2026-11' };

let folder: ReturnType<typeof temporaryFolder>;
let stateFile: string;
let kms: Awaited<ReturnType<typeof startKmsFake>>;
let client: KMSClient;

const connect = () =>
  new KMSClient({
    endpoint: kms.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
const restart = async () => {
  client.destroy();
  await kms.close();
  kms = await startKmsFake(stateFile);
  client = connect();
};
const generate = (input: Partial<GenerateDataKeyCommand['input']> = {}) =>
  client.send(
    new GenerateDataKeyCommand({
      KeyId: kms.keyId,
      KeySpec: 'AES_256',
      EncryptionContext: CONTEXT,
      ...input,
    }),
  );
const decrypt = (blob: Uint8Array | undefined, input: Partial<DecryptCommand['input']> = {}) =>
  client.send(new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: CONTEXT, ...input }));

beforeEach(async () => {
  folder = temporaryFolder();
  stateFile = join(folder.path, 'kms.json');
  kms = await startKmsFake(stateFile);
  client = connect();
});
afterEach(async () => {
  client.destroy();
  await kms.close();
  folder.remove();
});

describe('the KMS fake', () => {
  it('makes data keys and opens them again, also after a restart, by ARN, by id or by neither', async () => {
    const made = await generate();
    expect(made.Plaintext).toHaveLength(32);
    expect(made.KeyId).toBe(kms.keyId);
    await restart();
    const id = kms.keyId.split('/').at(-1);
    for (const KeyId of [kms.keyId, id, undefined]) {
      const opened = await decrypt(made.CiphertextBlob, KeyId === undefined ? {} : { KeyId });
      expect(opened.Plaintext).toEqual(made.Plaintext);
    }
  });

  it('does not mind the order of the context', async () => {
    const made = await generate();
    const opened = await decrypt(made.CiphertextBlob, {
      EncryptionContext: { epoch: '2026-11', tenant: 'clinic' },
    });
    expect(opened.Plaintext).toEqual(made.Plaintext);
  });

  it.each([
    ['another tenant', { tenant: 'other', epoch: '2026-11' }],
    ['one member less', { tenant: 'clinic' }],
    ['one member more', { ...CONTEXT, more: 'x' }],
    ['none', undefined],
  ])('opens nothing with a context of %s', async (_, context) => {
    const { CiphertextBlob: blob } = await generate();
    const input = { CiphertextBlob: blob, ...(context === undefined ? {} : { EncryptionContext: context }) };
    await expect(client.send(new DecryptCommand(input))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  it('opens nothing that was changed or cut', async () => {
    const { CiphertextBlob: blob = new Uint8Array() } = await generate();
    for (const at of [0, 40, 50, blob.length - 1]) {
      const changed = blob.map((byte, index) => (index === at ? byte ^ 1 : byte));
      await expect(decrypt(changed)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    }
    for (const length of [1, 36, blob.length - 1]) {
      await expect(decrypt(blob.subarray(0, length))).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    }
  });

  it('knows no other key', async () => {
    await expect(generate({ KeyId: 'alias/none' })).rejects.toMatchObject({ name: 'NotFoundException' });
    const { CiphertextBlob: blob } = await generate();
    await expect(decrypt(blob, { KeyId: 'none' })).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it.each([
    ['Disabled', 'DisabledException'],
    ['PendingDeletion', 'KMSInvalidStateException'],
  ])('uses no key that is %s', async (state, name) => {
    const { CiphertextBlob: blob } = await generate();
    writeFileSync(stateFile, readFileSync(stateFile, 'utf8').replace('Enabled', state));
    await restart();
    await expect(generate()).rejects.toMatchObject({ name });
    await expect(decrypt(blob)).rejects.toMatchObject({ name });
  });

  it('keeps to the limits of KMS, and refuses what it cannot do', async () => {
    const refused = { name: 'ValidationException' };
    await expect(generate({ KeySpec: 'AES_128' })).rejects.toMatchObject(refused);
    await expect(generate({ EncryptionContext: { large: 'x'.repeat(8_193) } })).rejects.toMatchObject(
      refused,
    );
    await expect(generate({ NumberOfBytes: 32 })).rejects.toMatchObject(refused);
    await expect(generate({ KeyId: '' })).rejects.toMatchObject(refused);
    await expect(decrypt(new Uint8Array(6_145))).rejects.toMatchObject(refused);
    await expect(decrypt(new Uint8Array(0))).rejects.toMatchObject(refused);
  });

  it('keeps its key where only the owner can read it', () => {
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  });

  it('does not start on a file that is not its own', async () => {
    const other = join(folder.path, 'other.json');
    writeFileSync(other, '{"keys":[]}');
    await expect(startKmsFake(other)).rejects.toThrow();
  });
});
