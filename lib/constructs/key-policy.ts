import { Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { CALLERS_STAGE } from '../stage-tag.ts';

/**
 * Who may do what with a KMS key. The usual policy lets the account's IAM decide on everything, so that whoever
 * administers the account can decrypt; these let it decide on administration, and on use only in the ways that Hawthorn
 * uses a key. The root stands for the account: a role still needs the right in its own policy.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */

/** Without use, and without grants, by which use could be passed on. */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** What a service does in its caller's name. */
const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

const forTheAccount = (sid: string, actions: string[], conditions: Record<string, unknown> = {}) =>
  new PolicyStatement({
    sid,
    principals: [new AccountRootPrincipal()],
    actions,
    resources: ['*'],
    conditions,
  });

/** Whoever wants to delete a key for good has to change its policy first: a deployment, which is seen and reviewed. */
const keepTheKey = (): PolicyStatement =>
  new PolicyStatement({
    sid: 'KeepTheKey',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['kms:ScheduleKeyDeletion'],
    resources: ['*'],
  });

/** A key's whole policy: administration, and the given ways of use. */
export const keyPolicy = (kept: boolean, uses: readonly PolicyStatement[]): PolicyDocument =>
  new PolicyDocument({
    statements: [
      forTheAccount('AdministerWithoutUse', ADMINISTRATION),
      ...uses,
      ...(kept ? [keepTheKey()] : []),
    ],
  });

/** Use by services that encrypt what rests in them, in the name of a caller with the right to it, and not directly. */
export const useThrough = (scope: Construct, services: readonly string[]): PolicyStatement => {
  const { region } = Stack.of(scope);
  return forTheAccount('UseThroughServices', [...USE, 'kms:CreateGrant'], {
    StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`) },
  });
};

/** Data keys for roles of the stage alone, and only with exactly a tenant and an epoch as encryption context. */
export const useForTenants = (stageName: string): PolicyStatement =>
  forTheAccount('MakeAndOpenDataKeys', ['kms:Decrypt', 'kms:GenerateDataKey'], {
    StringEquals: { [CALLERS_STAGE]: stageName },
    StringLike: { 'kms:EncryptionContext:tenant': '?*', 'kms:EncryptionContext:epoch': '?*' },
    'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant', 'epoch'] },
  });

/**
 * AWS Backup uses the key of its vault partly through DynamoDB and partly by itself, so the service isn't named here; a
 * grant is possible for a backup vault alone.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
 */
export const useForBackups = (scope: Construct): PolicyStatement[] => [
  forTheAccount('EncryptBackups', USE),
  forTheAccount('LetBackupsBeRead', ['kms:CreateGrant'], {
    'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:backup:backup-vault' },
    Bool: { 'kms:GrantIsForAWSResource': 'true' },
    StringEquals: { 'kms:ViaService': `backup.${Stack.of(scope).region}.amazonaws.com` },
  }),
];

/** Anybody in the account with the right to it may check a signature; nothing here lets anybody make one. */
export const useToVerify = (): PolicyStatement =>
  forTheAccount('ReadAndVerify', ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify']);
