import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { type Operation, startJsonService } from './json-service.ts';
import { createKmsOperations, type KmsKey } from './kms-operations.ts';
import type { LocalServer } from './local-server.ts';
import { createStateFile } from './state-file.ts';

const STATE = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        id: z.uuid(),
        arn: z.string(),
        state: z.enum(['Enabled', 'Disabled', 'PendingDeletion']),
        material: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
      }),
    )
    .check(z.minLength(1)),
});

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

const newKey = (): KmsKey => {
  const id = randomUUID();
  return {
    id,
    arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`,
    state: 'Enabled',
    material: randomBytes(32).toString('hex'),
  };
};

/**
 * KMS, as far as Hawthorn uses it: `GenerateDataKey` and `Decrypt` with symmetric keys, encryption contexts and key
 * states. Its one key is made at the first start and rests in a file that only its owner can read.
 *
 * What it does not do: check that signatures are right, policies, grants, aliases, `Encrypt` and `ReEncrypt`, key
 * rotation, asymmetric and HMAC keys, making or deleting keys (edit the file while it is stopped), `DryRun`. The key
 * is no safer than the file: this is for a laptop.
 */
export const startKmsFake = async (stateFile: string): Promise<LocalServer & { readonly keyId: string }> => {
  const file = createStateFile(stateFile, (raw) => z.parse(STATE, raw));
  const state = file.read() ?? { keys: [newKey()] };
  file.write(state);
  const operations: Readonly<Record<string, Operation>> = createKmsOperations(state.keys);
  const server = await startJsonService({ targetPrefix: 'TrentService', signingName: 'kms', operations });
  return { ...server, keyId: state.keys[0]?.arn ?? '' };
};
