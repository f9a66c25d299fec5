import { type Account, ofType } from './account.ts';
import { type Check, CheckSkipped, expectThat } from './check.ts';
import type { GatewayClient } from './gateway-client.ts';
import { errorCode, textIn } from './read-json.ts';

const HARMLESS = '/healthz?smoke=test';
/** What AWS's rules about arguments block, and the gateway itself doesn't mind. */
const BLOCKED = '/healthz?smoke=../../../../etc/passwd';

const firewallCheck = (account: Account, client: GatewayClient): Check => ({
  name: 'web ACL before the API',
  run: async () => {
    if (account.stage.webAcl === undefined) throw new CheckSkipped('the stage asks for none');
    const found = ofType(account, 'AWS::WAFv2::WebACLAssociation').length;
    expectThat(found > 0, 'the stack has no association');
    const { status } = await client.ask(HARMLESS, { key: '' });
    expectThat(status === 200, `status ${status} to a harmless request, which tells nothing about the other`);
    const blocked = await client.ask(BLOCKED, { key: '' });
    const refused = blocked.status === 403 && errorCode(blocked.json) === 'forbidden';
    expectThat(refused, `status ${blocked.status} to a request that a rule should have blocked`);
    return 'a request with a path in an argument was blocked, one without was answered';
  },
});

const domainCheck = ({ stage: { domain } }: Account, client: GatewayClient): Check => ({
  name: 'name of its own',
  run: async () => {
    if (domain === undefined) throw new CheckSkipped('the stage asks for none');
    const { protocol, hostname } = client.root;
    const here = protocol === 'https:' && hostname === domain.name;
    expectThat(here, `the stage is at https://${domain.name}: give that as --url`);
    const { status, json } = await client.ask('/healthz', { key: '' });
    expectThat(
      status === 200 && textIn(json, 'status') === 'ok',
      `status ${status}, not the gateway’s answer`,
    );
    return 'the gateway answers at it';
  },
});

/** What stands before the API by setting. */
export const edgeChecks = (account: Account, client: GatewayClient): readonly Check[] => [
  firewallCheck(account, client),
  domainCheck(account, client),
];
