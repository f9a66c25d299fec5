import { stackResources } from '../../cli/aws/stack-resources.ts';
import { UsageError } from '../../cli/command.ts';
import type { Stage } from '../../lib/stage.ts';
import { type Account, ofType } from './account.ts';
import { createAccountClients } from './account-clients.ts';
import { type Check, CheckFailed, CheckSkipped, expectThat } from './check.ts';
import { encryptionChecks } from './encryption-checks.ts';
import { lockChecks } from './lock-checks.ts';
import { tableChecks } from './table-checks.ts';

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

const firewallCheck = (account: Account): Check => ({
  name: 'web ACL before the API',
  run: () => {
    if (account.stage.webAcl === undefined)
      return Promise.reject(new CheckSkipped('the stage asks for none'));
    const found = ofType(account, 'AWS::WAFv2::WebACLAssociation').length;
    return found > 0
      ? Promise.resolve('associated, as CloudFormation says')
      : Promise.reject(new CheckFailed('the stack has no association'));
  },
});

const domainCheck = ({ stage: { domain } }: Account, { hostname }: URL): Check => ({
  name: 'name of its own',
  run: () => {
    if (domain === undefined) return Promise.reject(new CheckSkipped('the stage asks for none'));
    return hostname === domain.name
      ? Promise.resolve('this very address; TLS is looked at above')
      : Promise.reject(new CheckFailed(`the stage is at ${domain.name}: give that as --url`));
  },
});

const NAMES = [
  ...['tables encrypted', 'tables restorable', 'tables protected', 'audit bucket locked'],
  ...['a locked version stays', 'keys rotate', 'logs encrypted and kept', 'alarms are heard'],
  ...['web ACL before the API', 'name of its own'],
];

const allSkipped = (why: string): readonly Check[] =>
  NAMES.map((name) => ({ name, run: () => Promise.reject(new CheckSkipped(why)) }));

/** What only the account itself can tell. Skipped, all of it, without a stage and without credentials. */
export const accountChecks = async (
  stage: Stage | undefined,
  region: string | undefined,
  url: URL,
): Promise<readonly Check[]> => {
  if (stage === undefined) return allSkipped('no --stage given');
  const connection = { region: region ?? stage.region };
  try {
    const stacks = ['data', 'gateway', 'operations'].map((part) => `hawthorn-${stage.name}-${part}`);
    const found = await Promise.all(stacks.map((stack) => stackResources(connection, stack)));
    const account = { stage, resources: found.flat(), clients: createAccountClients(connection) };
    return [
      ...tableChecks(account),
      ...lockChecks(account),
      ...encryptionChecks(account),
      alarmsCheck(account),
      firewallCheck(account),
      domainCheck(account, url),
    ];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (error.message.startsWith('There are no AWS credentials')) return allSkipped(error.message);
    return [{ name: 'the stage’s stacks', run: () => Promise.reject(new CheckFailed(error.message)) }];
  }
};
