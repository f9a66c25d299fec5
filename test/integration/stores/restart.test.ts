import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { issueKey } from '../../../lambda/access/issue-key.ts';
import { verifyChain } from '../../../lambda/audit/chain.ts';
import { createAuditWriter } from '../../../lambda/audit/writer.ts';
import { type AwsClients, createAwsClients } from '../../../lambda/aws/clients.ts';
import { createDynamoAuditStore } from '../../../lambda/aws/dynamo-audit-store.ts';
import { createDynamoKeyStore } from '../../../lambda/aws/dynamo-key-store.ts';
import { createDynamoVaultStore } from '../../../lambda/aws/dynamo-vault-store.ts';
import { createDynamoWrappedKeyStore } from '../../../lambda/aws/dynamo-wrapped-key-store.ts';
import { createKmsKeyWrapper } from '../../../lambda/aws/kms-key-wrapper.ts';
import { createSecretReader } from '../../../lambda/aws/secret-reader.ts';
import { ENVIRONMENT } from '../../../lambda/contract/environment.ts';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { createVault } from '../../../lambda/tokens/encrypted-vault.ts';
import { createTenantKeys } from '../../../lambda/tokens/tenant-keys.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import { createVaultReader } from '../../../lambda/tokens/vault-reader.ts';
import { startLocalAws } from '../../../local/aws/aws.ts';
import { openedEvent } from '../../support/audit-events.ts';
import { CLINIC, GOING_ON, keyIdOf, SCOPE } from '../../support/identities.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const RUN = fileURLToPath(import.meta.resolve('../../support/run-local-aws.ts'));
const TOKEN = tokenFrom('NAME', Uint8Array.of(1, 2, 3, 4));
const WRITER = randomBytes(16);
const clock = () => Date.now();
const random = (size: number) => (size === 16 ? WRITER : randomBytes(size));

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0).toReversed()) clean();
});

const tableNamed = (name: string) => process.env[name] ?? '';

const start = async (folder: string): Promise<ChildProcess> => {
  const child = fork(RUN, [folder]);
  cleanups.push(() => child.kill('SIGKILL'));
  const [environment] = (await once(child, 'message')) as [Record<string, string>];
  Object.assign(process.env, environment);
  return child;
};

const killed = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

/** Everything that a deployed function has, on these clients. */
const wire = (clients: AwsClients) => {
  const vaultTable = tableNamed(ENVIRONMENT.vaultTable);
  const keys = createTenantKeys({
    wrapper: createKmsKeyWrapper(clients.kms, tableNamed(ENVIRONMENT.dataKeyId)),
    store: createDynamoWrappedKeyStore(clients.dynamo, vaultTable),
    clock,
  });
  const store = createDynamoVaultStore(clients.dynamo, vaultTable);
  const auditStore = createDynamoAuditStore(clients.dynamo, tableNamed(ENVIRONMENT.auditTable));
  return {
    apiKeys: createDynamoKeyStore(clients.dynamo, tableNamed(ENVIRONMENT.keysTable)),
    keys,
    vault: createVault({ keys, store, clock, random: randomBytes, retentionDays: 30 }),
    reader: createVaultReader({ keys, store, clock }),
    auditStore,
    audit: createAuditWriter({ store: auditStore, clock, random }),
    secrets: createSecretReader({ client: clients.secrets, clock, prefix: 'hawthorn/providers/' }),
  };
};

const connect = () => {
  const clients = createAwsClients();
  cleanups.push(() => clients.destroy());
  return wire(clients);
};

const newFolder = (): string => {
  const folder = temporaryFolder();
  cleanups.push(folder.remove);
  return join(folder.path, 'state');
};

describe('the AWS of the laptop', () => {
  it('has everything again after it was killed', async () => {
    const folder = newFolder();
    const child = await start(folder);
    const before = connect();
    const { record } = await issueKey(
      { keys: before.apiKeys, clock, random: randomBytes },
      { tenant: CLINIC, role: 'clinician', environment: 'live', vault: 'kept' },
    );
    const named = await before.keys.derived(CLINIC, 'tokens', GOING_ON);
    const issued = [{ token: TOKEN, value: new Sensitive('Ottoline Quillfeather') }];
    await before.vault.keep(CLINIC, SCOPE, issued, GOING_ON);
    await before.audit.write(openedEvent('content'));
    await before.audit.write(openedEvent('content', '2'));
    await killed(child);

    await start(folder);
    const after = connect();
    expect(await after.apiKeys.find(record.id, GOING_ON)).toEqual(record);
    expect((await after.keys.derived(CLINIC, 'tokens', GOING_ON)).reveal().equals(named.reveal())).toBe(true);
    const values = await after.reader.read(CLINIC, SCOPE, TOKEN, GOING_ON);
    expect(values.map((value) => value.reveal())).toEqual(['Ottoline Quillfeather']);
    const chain = [];
    for await (const stored of after.auditStore.list(WRITER.toString('hex'), GOING_ON))
      chain.push(stored.record);
    expect(verifyChain(chain)).toMatchObject({ kind: 'intact', records: 2 });
  });

  it('keeps its secrets and keys where only their owner can read them', async () => {
    const folder = newFolder();
    const aws = await startLocalAws({ stateFolder: folder });
    aws.putSecret('hawthorn/providers/openai', new Sensitive('sk-made-up'));
    Object.assign(process.env, aws.environment);
    expect((await connect().secrets.read('openai', GOING_ON)).reveal()).toBe('sk-made-up');
    await aws.close();
    const again = await startLocalAws({ stateFolder: folder });
    Object.assign(process.env, again.environment);
    expect((await connect().secrets.read('openai', GOING_ON)).reveal()).toBe('sk-made-up');
    await again.close();
    const mode = (name: string) => statSync(join(folder, name)).mode & 0o777;
    expect([mode('.'), mode('kms.json'), mode('secrets.json')]).toEqual([0o700, 0o600, 0o600]);
  });

  it('lets no second process into the same folder', async () => {
    const folder = newFolder();
    await start(folder);
    await expect(startLocalAws({ stateFolder: folder })).rejects.toThrow('in use by process');
  });

  it('survives a client that hangs up while it is sending', async () => {
    const aws = await startLocalAws({ stateFolder: newFolder() });
    Object.assign(process.env, aws.environment);
    const { hostname, port } = new URL(aws.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '');
    const socket = createConnection(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('POST / HTTP/1.1\r\nHost: local\r\nContent-Length: 100\r\n\r\n{"Tab');
    socket.resetAndDestroy();
    await once(socket, 'close');
    const unknown = await connect().apiKeys.find(keyIdOf('000000000000'), GOING_ON);
    expect(unknown).toBeUndefined();
    await aws.close();
  });
});
