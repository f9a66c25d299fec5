import { DescribeTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetBucketPolicyCommand, GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StackResource, stackResources } from '../../../cli/aws/stack-resources.ts';
import { createAuthenticator } from '../../../lambda/access/authenticate.ts';
import { verifyChain } from '../../../lambda/audit/chain.ts';
import { createDynamoAuditStore } from '../../../lambda/aws/dynamo-audit-store.ts';
import { createDynamoKeyStore } from '../../../lambda/aws/dynamo-key-store.ts';
import { TABLES } from '../../../lambda/contract/tables.ts';
import { addStacks } from '../../../lib/hawthorn-stacks.ts';
import { newApp, stageNamed } from '../../infra/synthesised.ts';
import { GOING_ON } from '../../support/identities.ts';
import { runCommand } from '../../support/run-command.ts';
import { type Connection, createDeployer } from './deploy.ts';
import { findEmulator, startEmulator } from './emulator.ts';
import { type DeployedTemplate, withoutUnknown } from './not-emulated.ts';

const found = await findEmulator();
const SLOW_MS = 120_000;

/** The stacks of a stage, in the order in which they are deployed. */
const templatesOf = (name: 'dev' | 'prod') => {
  const app = newApp();
  const { data, gateway, operations } = addStacks(app, stageNamed(name));
  app.synth({ skipValidation: true });
  return [data, gateway, operations].map((stack) => ({
    stackName: stack.stackName,
    template: Template.fromStack(stack).toJSON() as DeployedTemplate,
  }));
};

const ends: (() => unknown)[] = [];
let aws: Connection;
const deployed: Record<
  string,
  Awaited<ReturnType<Awaited<ReturnType<typeof createDeployer>>['deploy']>>
> = {};
let data: readonly StackResource[];
let dynamo: DynamoDBClient;

const named = (logicalId: string): string =>
  data.find((resource) => resource.logicalId === logicalId)?.physicalId ?? '';

const client = <T extends { destroy(): void }>(one: T): T => {
  ends.push(() => one.destroy());
  return one;
};

describe.skipIf('missing' in found)('the templates, deployed by CloudFormation onto an emulator', () => {
  beforeAll(async () => {
    if ('missing' in found) return;
    const emulator = await startEmulator(found.python);
    ends.push(() => emulator.close());
    aws = {
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
    };
    dynamo = client(new DynamoDBClient(aws));
    const deployer = await createDeployer(aws);
    ends.push(() => deployer.close());
    for (const { stackName, template } of [...templatesOf('dev'), ...templatesOf('prod')])
      deployed[stackName] = await deployer.deploy(stackName, withoutUnknown(template).template);
    data = await stackResources(aws, 'hawthorn-dev-data');
  }, SLOW_MS);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  it('deploys each stack of both stages', () => {
    const done = { status: 'CREATE_COMPLETE', failures: [] };
    expect(deployed).toEqual(
      Object.fromEntries(
        ['dev', 'prod'].flatMap((stage) =>
          ['data', 'gateway', 'operations'].map((part) => [`hawthorn-${stage}-${part}`, done]),
        ),
      ),
    );
  });

  it.each([
    ['KeysTable', TABLES.keys],
    ['VaultTable', TABLES.vault],
    ['StateTable', TABLES.state],
    ['AuditTable', TABLES.audit],
    ['LimitsTable', TABLES.limits],
    ['SpansTable', TABLES.spans],
  ])('makes %s in the shape that the functions expect', async (logicalId, shape) => {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: named(logicalId) }));
    const keys = 'sortKey' in shape ? [shape.partitionKey, shape.sortKey] : [shape.partitionKey];
    expect(Table?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual(keys);
  });

  it('makes keys that rotate, and one that signs', async () => {
    const kms = client(new KMSClient(aws));
    const keys = data.filter(({ type }) => type === 'AWS::KMS::Key');
    expect(keys.length).toBeGreaterThan(1);
    for (const { physicalId } of keys) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: physicalId }));
      if (KeyMetadata?.KeyUsage === 'SIGN_VERIFY') {
        expect(KeyMetadata.KeySpec).toMatch(/^ECC_/);
        continue;
      }
      const rotation = await kms.send(new GetKeyRotationStatusCommand({ KeyId: physicalId }));
      expect(rotation.KeyRotationEnabled).toBe(true);
    }
  });

  // Its CloudFormation takes no Object Lock and no encryption of tables over to what it makes: `test/infra` looks at these.
  it('makes the audit bucket with versions, and reached over TLS alone', async () => {
    const s3 = client(new S3Client({ ...aws, forcePathStyle: true }));
    const bucket = { Bucket: named('AuditBucket') };
    expect((await s3.send(new GetBucketVersioningCommand(bucket))).Status).toBe('Enabled');
    expect((await s3.send(new GetBucketPolicyCommand(bucket))).Policy).toContain('aws:SecureTransport');
  });

  describe('hawthorn keys', () => {
    const credentials = { AWS_ACCESS_KEY_ID: 'made-up', AWS_SECRET_ACCESS_KEY: 'made-up' };
    const hawthorn = (args: string) =>
      runCommand([...args.split(' '), '--region', 'us-east-1', '--endpoint', aws.endpoint], credentials);
    const authenticate = (key: string) =>
      createAuthenticator({
        keys: createDynamoKeyStore(dynamo, named('KeysTable')),
        clock: Date.now,
      }).authenticate(key, GOING_ON);
    const auditEvents = async () => {
      const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: named('AuditTable') }));
      const store = createDynamoAuditStore(dynamo, named('AuditTable'));
      const events = [];
      for (const writer of new Set(Items.map((item) => item['writer']?.S ?? ''))) {
        const chain = [];
        for await (const { record } of store.list(writer, GOING_ON)) chain.push(record);
        expect(verifyChain(chain).kind).toBe('intact');
        events.push(...chain.map(({ event }) => event));
      }
      return events;
    };

    it('makes a key there that the gateway accepts, and disables it again, on record', async () => {
      const { code, out, err } = await hawthorn(
        'keys create --tenant st-clinic --role clinician --requests-per-minute 60 --stage dev',
      );
      expect([code, err]).toEqual([0, expect.stringContaining('of st-clinic (clinician) in stage dev')]);
      const caller = await authenticate(out.trim());
      expect(caller).toMatchObject({ tenant: 'st-clinic', role: 'clinician', requestsPerMinute: 60 });
      expect(await hawthorn(`keys disable ${caller.keyId} --stage dev`)).toMatchObject({ code: 0 });
      await expect(authenticate(out.trim())).rejects.toMatchObject({ failure: 'invalid_key' });
      const listed = await hawthorn('keys list --json --stage dev');
      expect(JSON.parse(listed.out)).toMatchObject({ id: caller.keyId, status: 'disabled' });
      const events = await auditEvents();
      expect(events).toContainEqual(expect.objectContaining({ kind: 'key_created', keyId: caller.keyId }));
      expect(events).toContainEqual(expect.objectContaining({ kind: 'key_changed', after: 'disabled' }));
    });

    it('says so where there is no such stage', async () => {
      const { code, err } = await hawthorn('keys create --tenant a --role auditor --stage staging');
      expect([code, err]).toEqual([2, expect.stringContaining('There is no stack hawthorn-staging-data')]);
    });
  });
});
