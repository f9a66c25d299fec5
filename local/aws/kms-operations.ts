import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Operation } from './json-service.ts';
import { createMembers, type Members } from './members.ts';
import { ServiceError } from './service-error.ts';

/** A symmetric key. */
export interface KmsKey {
  readonly id: string;
  readonly arn: string;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  /** 32 bytes in hex. */
  readonly material: string;
}

type Context = Readonly<Record<string, string>>;

/** Limits: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html and API_Decrypt.html */
const MOST_KEY_ID = 2_048;
const MOST_BLOB = 6_144;
const MOST_CONTEXT_BYTES = 8_192;

const ID_BYTES = 36;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = ID_BYTES + NONCE_BYTES + TAG_BYTES;

/** The order of the members doesn't matter, as in KMS. */
const contextBytes = (context: Context): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

const contextOf = (members: Members): Context => {
  const context = members.textMap('EncryptionContext');
  if (contextBytes(context).length > MOST_CONTEXT_BYTES) {
    throw new ServiceError('ValidationException', 'The encryption context is too large.');
  }
  return context;
};

const usable = (key: KmsKey): KmsKey => {
  if (key.state === 'Disabled') throw new ServiceError('DisabledException', `${key.arn} is disabled.`);
  if (key.state === 'PendingDeletion') {
    throw new ServiceError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  }
  return key;
};

const seal = (key: KmsKey, plain: Uint8Array, context: Context): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'hex'), nonce);
  cipher.setAAD(contextBytes(context));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from(key.id, 'ascii'), nonce, cipher.getAuthTag(), sealed]);
};

/** KMS tells nobody why it can't open a blob: one error for all reasons, with no message. */
const INVALID = (): ServiceError => new ServiceError('InvalidCiphertextException', '');

const open = (key: KmsKey, blob: Buffer, context: Context): Buffer => {
  const nonce = blob.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'hex'), nonce);
  decipher.setAAD(contextBytes(context));
  decipher.setAuthTag(blob.subarray(ID_BYTES + NONCE_BYTES, HEAD_BYTES));
  try {
    return Buffer.concat([decipher.update(blob.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    throw INVALID();
  }
};

export const createKmsOperations = (
  keys: readonly KmsKey[],
): Record<'GenerateDataKey' | 'Decrypt', Operation> => {
  const find = (keyId: string): KmsKey => {
    const found = keys.find(({ id, arn }) => keyId === id || keyId === arn);
    if (found === undefined) throw new ServiceError('NotFoundException', `Key '${keyId}' does not exist`);
    return found;
  };

  return {
    GenerateDataKey(input) {
      const members = createMembers(input, 'ValidationException');
      const keyId = members.requiredText('KeyId', 1, MOST_KEY_ID);
      const spec = members.requiredText('KeySpec', 1, 16);
      const context = contextOf(members);
      members.nothingElse();
      if (spec !== 'AES_256') throw new ServiceError('ValidationException', 'KeySpec must be AES_256.');
      const key = usable(find(keyId));
      const plain = randomBytes(32);
      return {
        CiphertextBlob: seal(key, plain, context).toString('base64'),
        KeyId: key.arn,
        Plaintext: plain.toString('base64'),
      };
    },
    Decrypt(input) {
      const members = createMembers(input, 'ValidationException');
      const blob = members.requiredBlob('CiphertextBlob', 1, MOST_BLOB);
      const asked = members.text('KeyId', 1, MOST_KEY_ID);
      const algorithm = members.text('EncryptionAlgorithm', 1, 32) ?? 'SYMMETRIC_DEFAULT';
      const context = contextOf(members);
      members.nothingElse();
      if (algorithm !== 'SYMMETRIC_DEFAULT')
        throw new ServiceError('InvalidKeyUsageException', 'Symmetric only.');
      const expected = asked === undefined ? undefined : usable(find(asked));
      const made = keys.find(({ id }) => id === blob.subarray(0, ID_BYTES).toString('ascii'));
      if (made === undefined || blob.length <= HEAD_BYTES) throw INVALID();
      if (expected !== undefined && expected.id !== made.id) {
        throw new ServiceError(
          'IncorrectKeyException',
          'The key ID in the request does not identify the key.',
        );
      }
      return {
        EncryptionAlgorithm: algorithm,
        KeyId: made.arn,
        Plaintext: open(usable(made), blob, context).toString('base64'),
      };
    },
  };
};
