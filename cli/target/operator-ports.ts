import { randomBytes } from 'node:crypto';
import type { KeyStore } from '../../lambda/access/api-key.ts';
import type { KeyDirectory } from '../../lambda/access/key-directory.ts';
import type { PolicyStore } from '../../lambda/access/policy-store.ts';
import type { AuditLog } from '../../lambda/audit/event.ts';
import { createAuditWriter } from '../../lambda/audit/writer.ts';
import { createDynamoAuditStore } from '../../lambda/aws/dynamo-audit-store.ts';
import { createDynamoKeyStore } from '../../lambda/aws/dynamo-key-store.ts';
import { createDynamoPolicyStore } from '../../lambda/aws/dynamo-policy-store.ts';
import { createDynamoKeyDirectory } from '../aws/dynamo-key-directory.ts';
import { createOperatorDynamo } from '../aws/operator-dynamo.ts';
import { UsageError } from '../command.ts';
import type { Place } from './place.ts';

/** What the operator works with. */
export interface OperatorPorts {
  readonly place: Place;
  readonly keys: KeyStore;
  readonly directory: KeyDirectory;
  readonly policies: PolicyStore;
  readonly audit: AuditLog;
}

/** Each run of the command is a writer of its own in the audit. */
export const withOperatorPorts = async <T>(
  place: Place,
  work: (ports: OperatorPorts) => Promise<T>,
): Promise<T> => {
  const { client, lastFailure } = createOperatorDynamo(place.connection);
  const store = createDynamoAuditStore(client, place.auditTable);
  try {
    return await work({
      place,
      keys: createDynamoKeyStore(client, place.keysTable),
      directory: createDynamoKeyDirectory(client, place.keysTable),
      policies: createDynamoPolicyStore(client, place.keysTable),
      audit: createAuditWriter({ store, clock: Date.now, random: randomBytes }),
    });
  } catch (error) {
    const failure = lastFailure();
    throw error instanceof UsageError || failure === undefined ? error : new UsageError(failure);
  } finally {
    client.destroy();
  }
};
