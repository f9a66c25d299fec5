import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Guard rails on tables that hold whatever rights a role is given by mistake. Whoever may change a table's policy may
 * take them away; the audit's proof is its chain of hashes, not this.
 *
 * DynamoDB refuses the table when it doesn't know an action here by name.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 */

/** Changes and deletions of items, as far as they have names of their own, and the setting that makes items expire. */
const REWRITING = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLUpdate',
  'dynamodb:UpdateItem',
  'dynamodb:UpdateTimeToLive',
];

const deny = (sid: string, actions: readonly string[], conditions: Record<string, unknown> = {}) =>
  new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [...actions],
    // The table: it can't be named in a policy that is made with it.
    resources: ['*'],
    conditions,
  });

export interface TablePolicyProps {
  /** Nobody deletes or updates items. Whoever may put one could put another over it, which has no name of its own. */
  readonly appendOnly: boolean;
  /** The table can't be deleted. */
  readonly kept: boolean;
}

export const tablePolicy = ({ appendOnly, kept }: TablePolicyProps): PolicyDocument =>
  new PolicyDocument({
    statements: [
      deny('OverTlsOnly', ['dynamodb:*'], { Bool: { 'aws:SecureTransport': 'false' } }),
      ...(appendOnly ? [deny('WriteOnce', REWRITING)] : []),
      ...(kept ? [deny('KeepTheTable', ['dynamodb:DeleteTable'])] : []),
    ],
  });
