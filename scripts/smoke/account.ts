import type { StackResource } from '../../cli/aws/stack-resources.ts';
import type { Stage } from '../../lib/stage.ts';
import type { AccountClients } from './account-clients.ts';

/** A deployed stage: what was asked for, and what there is. */
export interface Account {
  readonly stage: Stage;
  readonly clients: AccountClients;
  readonly resources: readonly StackResource[];
}

export const ofType = ({ resources }: Account, type: string): readonly StackResource[] =>
  resources.filter((resource) => resource.type === type);

/** Whether a key is one that the stacks have made, and not one that AWS has in every account. */
export const isOurs = (account: Account, keyArn: string | undefined): boolean =>
  ofType(account, 'AWS::KMS::Key').some(({ physicalId }) => keyArn?.endsWith(`:key/${physicalId}`));
