import { randomBytes } from 'node:crypto';
import type { Operation } from './json-service.ts';
import { createMembers, type Members } from './members.ts';
import { ServiceError } from './service-error.ts';

interface Version {
  readonly id: string;
  readonly text: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  /** Oldest first; the last is the current one. */
  readonly versions: Version[];
}

/** Limits: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAME = /^[\w/+=.@-]{1,512}$/;
const MOST_SECRET_ID = 2_048;
const MOST_TEXT_BYTES = 65_536;
const ARN_PREFIX = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:';

const newVersion = (members: Members): Version => {
  const id = members.requiredText('ClientRequestToken', 32, 64);
  const text = members.requiredText('SecretString', 1, MOST_TEXT_BYTES);
  if (Buffer.byteLength(text) > MOST_TEXT_BYTES) {
    throw new ServiceError('InvalidParameterException', 'SecretString is too long.');
  }
  return { id, text, createdAt: Math.floor(Date.now() / 1_000) };
};

/** The same token with the same value is the same call again; with another value it is a mistake. */
const isRepeat = (secret: Secret, version: Version): boolean => {
  const known = secret.versions.find(({ id }) => id === version.id);
  if (known === undefined) return false;
  if (known.text === version.text) return true;
  throw new ServiceError('ResourceExistsException', 'There is another version with this token.');
};

const described = ({ arn, name }: Secret, id: string): object => ({ ARN: arn, Name: name, VersionId: id });

const stagesOf = ({ versions }: Secret, version: Version): readonly string[] => {
  if (version === versions.at(-1)) return ['AWSCURRENT'];
  return version === versions.at(-2) ? ['AWSPREVIOUS'] : [];
};

const createSecret =
  (secrets: Secret[], save: () => void): Operation =>
  (input) => {
    const members = createMembers(input, 'InvalidParameterException');
    const name = members.requiredText('Name', 1, 512);
    members.text('Description', 0, 2_048);
    const version = newVersion(members);
    members.nothingElse();
    if (!NAME.test(name)) throw new ServiceError('InvalidParameterException', 'Invalid name.');
    const found = secrets.find((secret) => secret.name === name);
    if (found !== undefined) {
      if (isRepeat(found, version)) return described(found, version.id);
      throw new ServiceError('ResourceExistsException', 'The secret already exists.');
    }
    const suffix = randomBytes(3).toString('hex');
    const secret: Secret = { name, arn: `${ARN_PREFIX}${name}-${suffix}`, versions: [version] };
    secrets.push(secret);
    save();
    return described(secret, version.id);
  };

const putSecretValue =
  (find: (id: string) => Secret, save: () => void): Operation =>
  (input) => {
    const members = createMembers(input, 'InvalidParameterException');
    const secret = find(members.requiredText('SecretId', 1, MOST_SECRET_ID));
    const version = newVersion(members);
    members.nothingElse();
    if (!isRepeat(secret, version)) {
      secret.versions.push(version);
      save();
    }
    return { ...described(secret, version.id), VersionStages: stagesOf(secret, version) };
  };

const getSecretValue =
  (find: (id: string) => Secret): Operation =>
  (input) => {
    const members = createMembers(input, 'InvalidParameterException');
    const secret = find(members.requiredText('SecretId', 1, MOST_SECRET_ID));
    const id = members.text('VersionId', 32, 64);
    const stage = members.text('VersionStage', 1, 256);
    members.nothingElse();
    const wanted = (version: Version): boolean =>
      (id === undefined || version.id === id) &&
      (id !== undefined && stage === undefined
        ? true
        : stagesOf(secret, version).includes(stage ?? 'AWSCURRENT'));
    const version = secret.versions.find(wanted);
    if (version === undefined) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the secret value.");
    }
    return {
      ...described(secret, version.id),
      SecretString: version.text,
      VersionStages: stagesOf(secret, version),
      CreatedDate: version.createdAt,
    };
  };

/** The operations on these secrets; `save` is called after each change. */
export const createSecretsOperations = (
  secrets: Secret[],
  save: () => void,
): Record<'CreateSecret' | 'PutSecretValue' | 'GetSecretValue', Operation> => {
  const find = (id: string): Secret => {
    const found = secrets.find(({ name, arn }) => name === id || arn === id);
    if (found !== undefined) return found;
    throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  };
  return {
    CreateSecret: createSecret(secrets, save),
    PutSecretValue: putSecretValue(find, save),
    GetSecretValue: getSecretValue(find),
  };
};
