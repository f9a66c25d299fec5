import { type Account, ofType } from './account.ts';
import { type Check, CheckFailed, CheckSkipped, expectThat } from './check.ts';
import { proveLock } from './prove-lock.ts';

const auditBucket = (account: Account): string => {
  const found = ofType(account, 'AWS::S3::Bucket').find(({ logicalId }) => logicalId === 'AuditBucket');
  if (found === undefined) throw new CheckFailed('the stack has no audit bucket');
  return found.physicalId;
};

/** That what is put into the audit bucket stays, by S3's word and by a try. */
export const lockChecks = (account: Account): readonly Check[] => {
  const { clients, stage } = account;
  return [
    {
      name: 'audit bucket locked',
      run: async () => {
        const { mode, days } = await clients.objectLock(auditBucket(account));
        const told = `${mode ?? 'no lock'}, ${days ?? 0} days`;
        const right = mode === stage.audit.lock.toUpperCase() && days === stage.audit.days;
        expectThat(right, `${told}, not ${stage.audit.lock} and ${stage.audit.days}`);
        return told;
      },
    },
    {
      name: 'a locked version stays',
      run: async () => {
        if (stage.data === 'retain')
          throw new CheckSkipped(
            `not tried: this stage would keep what is put there for ${stage.audit.days} days`,
          );
        return proveLock(clients, auditBucket(account), stage.audit.days);
      },
    },
  ];
};
