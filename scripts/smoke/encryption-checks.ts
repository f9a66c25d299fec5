import { type Account, isOurs, ofType } from './account.ts';
import { type Check, expectThat } from './check.ts';

/** Keys of KMS, and the logs under them. */
export const encryptionChecks = (account: Account): readonly Check[] => {
  const { clients, stage } = account;
  return [
    {
      name: 'keys rotate',
      run: async () => {
        const keys = ofType(account, 'AWS::KMS::Key');
        expectThat(keys.length > 0, 'the stacks have no keys');
        let signing = 0;
        for (const { logicalId, physicalId } of keys) {
          const { signs, enabled } = await clients.key(physicalId);
          expectThat(enabled, `${logicalId} is not enabled`);
          if (signs) signing += 1;
          else expectThat(await clients.rotates(physicalId), `${logicalId} does not rotate`);
        }
        expectThat(keys.length > signing, 'all keys sign, and none rotates');
        return `${keys.length - signing} rotate; ${signing} that sign can't`;
      },
    },
    {
      name: 'logs encrypted and kept',
      run: async () => {
        const groups = ofType(account, 'AWS::Logs::LogGroup');
        expectThat(groups.length > 0, 'the stacks have no log groups');
        for (const { logicalId, physicalId } of groups) {
          const { keyArn, days } = await clients.logGroup(physicalId);
          expectThat(isOurs(account, keyArn), `${logicalId} is not under a key of ours`);
          expectThat(
            days === stage.logDays,
            `${logicalId} keeps ${days ?? 'all'} days, not ${stage.logDays}`,
          );
        }
        return `${groups.length} groups, ${stage.logDays} days`;
      },
    },
  ];
};
