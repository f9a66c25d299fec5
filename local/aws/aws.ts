import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import type { Sensitive } from '../../lambda/contract/sensitive.ts';
import { startDynamo } from './dynamo.ts';
import { lockFolder } from './folder-lock.ts';
import { startKmsFake } from './kms-fake.ts';
import { forgetPublishedAws, publishAws } from './published-aws.ts';
import { startS3Fake } from './s3-fake.ts';
import { startSecretsFake } from './secrets-fake.ts';

export interface LocalAwsSettings {
  /** Where data, keys and secrets rest; made if absent. Only one process at a time may use it. */
  readonly stateFolder: string;
}

/** The AWS services that Hawthorn needs, on this machine, each on a free port of the loopback address. */
export interface LocalAws {
  /** What to put into `process.env` before the handlers are loaded. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stores a secret, or a new version of it when its value has changed. */
  putSecret(name: string, value: Sensitive<string>): void;
  close(): Promise<void>;
}

const TABLE_NAMES = {
  keys: 'hawthorn-keys',
  vault: 'hawthorn-vault',
  audit: 'hawthorn-audit',
  limits: 'hawthorn-limits',
  state: 'hawthorn-state',
  spans: 'hawthorn-spans',
};

const STATE_BUCKET = 'hawthorn-state';

/**
 * Switches off what a developer's own settings would bring in: a profile would be used instead of the credentials,
 * and the endpoints could be ignored, so that calls went to the real AWS.
 */
const ISOLATED = {
  AWS_PROFILE: '',
  AWS_SESSION_TOKEN: '',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
  AWS_USE_FIPS_ENDPOINT: 'false',
  AWS_USE_DUALSTACK_ENDPOINT: 'false',
};

export const startLocalAws = async ({ stateFolder }: LocalAwsSettings): Promise<LocalAws> => {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(stateFolder);
  forgetPublishedAws(stateFolder);
  const dynamo = await startDynamo(join(stateFolder, 'dynamodb'), TABLE_NAMES);
  const kms = await startKmsFake(join(stateFolder, 'kms.json'));
  const secrets = await startSecretsFake(join(stateFolder, 'secrets.json'));
  const s3 = await startS3Fake(join(stateFolder, 's3'), STATE_BUCKET);
  const environment = {
    ...ISOLATED,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
    AWS_ENDPOINT_URL_KMS: kms.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    [ENVIRONMENT.keysTable]: TABLE_NAMES.keys,
    [ENVIRONMENT.vaultTable]: TABLE_NAMES.vault,
    [ENVIRONMENT.auditTable]: TABLE_NAMES.audit,
    [ENVIRONMENT.limitsTable]: TABLE_NAMES.limits,
    [ENVIRONMENT.stateTable]: TABLE_NAMES.state,
    [ENVIRONMENT.stateBucket]: STATE_BUCKET,
    [ENVIRONMENT.spansTable]: TABLE_NAMES.spans,
    // The service is AWS's own: nothing on this computer does what it does.
    [ENVIRONMENT.detector]: 'local',
    [ENVIRONMENT.dataKeyId]: kms.keyId,
  };
  const unpublish = publishAws(stateFolder, environment);
  return {
    environment,
    putSecret: (name, value) => secrets.put(name, value.reveal()),
    async close() {
      unpublish();
      await Promise.all([s3.close(), secrets.close(), kms.close(), dynamo.close()]);
      unlock();
    },
  };
};
