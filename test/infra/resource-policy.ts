import { listOf, type Statement } from './policy.ts';

/** A statement of a policy that stands at a resource. */
export interface ResourceStatement extends Statement {
  readonly Sid?: string;
  readonly Principal: unknown;
}

export const statementsIn = (document: unknown): readonly ResourceStatement[] =>
  (document as { readonly Statement: readonly ResourceStatement[] }).Statement;

const EVERYBODY = JSON.stringify({ AWS: '*' });

const denialsIn = (document: unknown) =>
  statementsIn(document).filter(
    ({ Effect, Principal }) => Effect === 'Deny' && JSON.stringify(Principal) === EVERYBODY,
  );

/** What nobody may do, whatever the circumstances. */
export const deniedToAll = (document: unknown): readonly string[] =>
  denialsIn(document)
    .filter(({ Condition }) => Condition === undefined)
    .flatMap(({ Action }) => listOf(Action))
    .toSorted();

/** Under which conditions an action is denied to everybody. */
export const denialsOf = (document: unknown, action: string): readonly Statement['Condition'][] =>
  denialsIn(document)
    .filter(({ Action, Condition }) => Condition !== undefined && listOf(Action).includes(action))
    .map(({ Condition }) => Condition);

/** What is allowed, each action with who may and under which conditions. */
export const allowancesOf = (document: unknown, action: string): readonly ResourceStatement[] =>
  statementsIn(document).filter(
    ({ Effect, Action }) => Effect === 'Allow' && listOf(Action).includes(action),
  );
