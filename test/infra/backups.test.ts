import { describe, expect, test } from 'vitest';
import type { Stage } from '../../lib/stage.ts';
import { deniedToAll } from './resource-policy.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

type Properties = Record<string, unknown>;

const stage: Stage = { ...stageNamed('prod'), backupDays: 50 };
const prod = synthesise(stage).data;
const dev = synthesise(stageNamed('dev')).data;

const only = (type: string): Properties => {
  const [found, ...others] = Object.values(propertiesOf(prod, `AWS::Backup::${type}`));
  expect(others).toEqual([]);
  return found!;
};

describe('backups', () => {
  test('are of the keys and the audit: not of what must be gone when it is deleted, nor of what passes', () => {
    expect((only('BackupSelection')['BackupSelection'] as Properties)['Resources']).toEqual([
      { 'Fn::GetAtt': ['KeysTable', 'Arn'] },
      { 'Fn::GetAtt': ['AuditTable', 'Arn'] },
    ]);
  });

  test('are made every day and kept for the days of the stage', () => {
    const { BackupPlanRule: rules } = only('BackupPlan')['BackupPlan'] as {
      BackupPlanRule: readonly Properties[];
    };
    expect(rules).toEqual([
      expect.objectContaining({
        ScheduleExpression: 'cron(0 5 * * ? *)',
        Lifecycle: { DeleteAfterDays: 50 },
        TargetBackupVault: { 'Fn::GetAtt': ['BackupVault', 'BackupVaultName'] },
      }),
    ]);
  });

  test('rest under a key of their own, in a vault from which nobody takes them', () => {
    const vault = only('BackupVault');
    expect(vault).toMatchObject({
      EncryptionKeyArn: { 'Fn::GetAtt': ['BackupsKey', 'Arn'] },
      LockConfiguration: { MinRetentionDays: 50, MaxRetentionDays: 51 },
    });
    expect(deniedToAll(vault['AccessPolicy'])).toEqual([
      'backup:DeleteRecoveryPoint',
      'backup:UpdateRecoveryPointLifecycle',
    ]);
  });

  test('are made by AWS Backup for this account, with the policy that AWS has for it', () => {
    const [role] = Object.values(propertiesOf(prod, 'AWS::IAM::Role'));
    expect(JSON.stringify(role?.['ManagedPolicyArns'])).toContain('AWSBackupServiceRolePolicyForBackup');
    expect(role?.['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'backup.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
  });

  test('are deleted in time even where their stack is gone: the role for that stays with the vault', () => {
    prod.allResources('AWS::IAM::Role', { DeletionPolicy: 'RetainExceptOnCreate' });
    prod.allResources('AWS::Backup::BackupVault', { DeletionPolicy: 'RetainExceptOnCreate' });
    expect(Object.keys(prod.findResources('AWS::IAM::Role'))).toHaveLength(1);
  });

  test('are not in the way of a stage that is to be removed', () => {
    expect(dev.findResources('AWS::Backup::BackupVault')).toEqual({});
    expect(dev.findResources('AWS::Backup::BackupPlan')).toEqual({});
  });
});
