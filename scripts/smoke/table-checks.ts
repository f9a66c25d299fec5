import type { StackResource } from '../../cli/aws/stack-resources.ts';
import { type Account, isOurs, ofType } from './account.ts';
import { type Check, expectThat } from './check.ts';
import { at, listIn } from './read-json.ts';

/** Those of which something doesn't hold. */
const without = async (
  tables: readonly StackResource[],
  holds: (table: string, resource: StackResource) => Promise<boolean>,
): Promise<string> => {
  const wrong: string[] = [];
  for (const table of tables) if (!(await holds(table.physicalId, table))) wrong.push(table.logicalId);
  return wrong.join(', ');
};

/** What a resource policy refuses to everybody; nothing where there is none. */
const deniedBy = (policy: string | undefined): readonly unknown[] =>
  listIn(policy === undefined ? undefined : JSON.parse(policy), 'Statement')
    .filter((statement) => at(statement, 'Effect') === 'Deny')
    .flatMap((statement) => at(statement, 'Action'));

/** What it must refuse, whatever else it does: see `lib/constructs/table-policy.ts`. */
const mustDeny = ({ logicalId }: StackResource, kept: boolean): readonly string[] => [
  'dynamodb:*',
  ...(logicalId === 'AuditTable' ? ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'] : []),
  ...(kept ? ['dynamodb:DeleteTable'] : []),
];

export const tableChecks = (account: Account): readonly Check[] => {
  const { clients, stage } = account;
  const tables = ofType(account, 'AWS::DynamoDB::Table');
  const each = async (
    otherwise: string,
    holds: (table: string, resource: StackResource) => Promise<boolean>,
  ): Promise<void> => {
    expectThat(tables.length > 0, 'the stack has no tables');
    const wrong = await without(tables, holds);
    expectThat(wrong === '', `${otherwise}: ${wrong}`);
  };
  return [
    {
      name: 'tables encrypted',
      run: async () => {
        await each('not under a key of ours', async (table) =>
          isOurs(account, (await clients.table(table)).keyArn),
        );
        return `${tables.length} under keys of ours`;
      },
    },
    {
      name: 'tables restorable',
      run: async () => {
        await each('without point-in-time recovery', (table) => clients.isRestorable(table));
        return `${tables.length} with point-in-time recovery`;
      },
    },
    {
      name: 'tables protected',
      run: async () => {
        await each('without the resource policy that it should have', async (table, resource) => {
          const denied = deniedBy(await clients.policy((await clients.table(table)).arn));
          return mustDeny(resource, stage.data === 'retain').every((action) => denied.includes(action));
        });
        if (stage.data !== 'retain')
          return `${tables.length} with resource policies; deletion allowed by the stage`;
        await each('may be deleted', async (table) => (await clients.table(table)).protectedFromDeletion);
        return `${tables.length} with resource policies, protected from deletion`;
      },
    },
  ];
};
