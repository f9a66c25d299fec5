import { type Account, ofType } from './account.ts';
import { type Check, CheckSkipped, expectThat } from './check.ts';

const alarmsCheck = (account: Account): Check => ({
  name: 'alarms are heard',
  run: async () => {
    if (account.stage.alarms === undefined) throw new CheckSkipped('the stage names nobody to hear them');
    const topics = ofType(account, 'AWS::SNS::Topic');
    expectThat(topics.length > 0, 'no topic');
    for (const { physicalId, logicalId } of topics) {
      const endpoints = await account.clients.confirmedSubscriptions(physicalId);
      expectThat(endpoints > 0, `nobody has confirmed to hear ${logicalId}: look for AWS's mail`);
    }
    return `${topics.length} topics, each with somebody who confirmed`;
  },
});

/**
 * Without such a trail EventBridge hears of no call, and no alarm about keys, tables and buckets ever sounds. That is a
 * setting of the account, often of its organization, and isn't looked at: so it must never look proven.
 */
const trailCheck: Check = {
  name: 'a trail tells of management events',
  run: () =>
    Promise.reject(
      new CheckSkipped(
        'NOT LOOKED AT by this test, and alarms about keys, tables and buckets are deaf without: docs/deploy.md, “Alarms”',
      ),
    ),
};

/** Whether alarms can sound, and whether anybody hears them. */
export const alarmChecks = (account: Account): readonly Check[] => [alarmsCheck(account), trailCheck];
