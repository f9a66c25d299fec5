import type { StackResource } from '../../cli/aws/stack-resources.ts';
import { type Account, ofType } from './account.ts';
import { type Check, expectThat } from './check.ts';

/** Those of which something doesn't hold. */
const without = async (
  tables: readonly StackResource[],
  holds: (table: string) => Promise<boolean>,
): Promise<string> => {
  const wrong: string[] = [];
  for (const { logicalId, physicalId } of tables) if (!(await holds(physicalId))) wrong.push(logicalId);
  return wrong.join(', ');
};

export const tableChecks = (account: Account): readonly Check[] => {
  const { clients, stage } = account;
  const tables = ofType(account, 'AWS::DynamoDB::Table');
  const each = async (otherwise: string, holds: (table: string) => Promise<boolean>): Promise<void> => {
    expectThat(tables.length > 0, 'the stack has no tables');
    const wrong = await without(tables, holds);
    expectThat(wrong === '', `${otherwise}: ${wrong}`);
  };
  return [
    {
      name: 'tables encrypted',
      run: async () => {
        await each('not under a key of ours', async (table) => (await clients.table(table)).encryptedByKey);
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
        await each('without a resource policy', async (table) =>
          clients.hasPolicy((await clients.table(table)).arn),
        );
        if (stage.data !== 'retain')
          return `${tables.length} with resource policies; deletion allowed by the stage`;
        await each('may be deleted', async (table) => (await clients.table(table)).protectedFromDeletion);
        return `${tables.length} with resource policies, protected from deletion`;
      },
    },
  ];
};
