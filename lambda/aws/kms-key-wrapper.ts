import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { Sensitive } from '../contract/sensitive.ts';
import type { TenantId } from '../contract/tenant.ts';
import type { KeyEpoch, KeyWrapper } from '../tokens/data-keys.ts';
import { required } from './attributes.ts';
import { orAwsFailure } from './aws-failure.ts';

/** Authenticated by KMS and written to CloudTrail in clear, so it must never hold anything about a person. */
const contextOf = (tenant: TenantId, epoch: KeyEpoch): Record<string, string> => ({ tenant, epoch });

const plainKey = (bytes: Uint8Array | undefined): Sensitive<Buffer> =>
  new Sensitive(Buffer.from(required(bytes)));

/** Data keys made and opened by KMS under one symmetric key, given by its ARN or id. */
export const createKmsKeyWrapper = (client: KMSClient, keyId: string): KeyWrapper => ({
  generate: (tenant, epoch, signal) =>
    orAwsFailure('KMS', async () => {
      const command = new GenerateDataKeyCommand({
        KeyId: keyId,
        KeySpec: 'AES_256',
        EncryptionContext: contextOf(tenant, epoch),
      });
      const { Plaintext: plain, CiphertextBlob: wrapped } = await client.send(command, {
        abortSignal: signal,
      });
      return { plain: plainKey(plain), wrapped: required(wrapped) };
    }),
  unwrap: (wrapped, tenant, epoch, signal) =>
    orAwsFailure('KMS', async () => {
      const command = new DecryptCommand({
        // Named, although KMS could tell it from the blob: a blob made under a foreign key is then refused.
        KeyId: keyId,
        CiphertextBlob: wrapped,
        EncryptionContext: contextOf(tenant, epoch),
      });
      const { Plaintext: plain } = await client.send(command, { abortSignal: signal });
      return plainKey(plain);
    }),
});
