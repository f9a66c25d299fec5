import type { Template } from 'aws-cdk-lib/assertions';
import { propertiesOf } from './synthesised.ts';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export type FunctionName = 'Chat' | 'Responses' | 'Inspect' | 'Plain';

export const listOf = <T>(value: T | readonly T[]): readonly T[] =>
  (Array.isArray(value) ? value : [value]) as T[];

/** All that a function's role allows. */
export const statementsOf = (template: Template, name: FunctionName): readonly Statement[] =>
  Object.entries(propertiesOf(template, 'AWS::IAM::ManagedPolicy'))
    .filter(([id]) => id.startsWith(name))
    .flatMap(([, policy]) => (policy['PolicyDocument'] as { Statement: Statement[] }).Statement);

/** Those of them that are about something, by a part of its logical id, such as `VaultTable`. */
export const statementsOn = (template: Template, name: FunctionName, resource: string) =>
  statementsOf(template, name).filter(({ Resource }) => JSON.stringify(Resource).includes(resource));

const SPECIAL = /[\\^$.|?+()[\]{}]/g;

/** IAM's patterns: `*` for any characters, also none. */
const isLike = (value: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replaceAll(SPECIAL, '\\$&').replaceAll('*', '.*')}$`, 's').test(value);

const LEADING_KEYS = 'dynamodb:LeadingKeys';

/** Whether the partition keys of a request meet the conditions; conditions of any other kind are an error here. */
const meets = (keys: readonly string[], conditions: Statement['Condition'] = {}): boolean =>
  Object.entries(conditions).every(([operator, { [LEADING_KEYS]: given, ...others }]) => {
    if (given === undefined || Object.keys(others).length > 0) throw new Error('An unknown condition.');
    const patterns = listOf(given as string | string[]);
    const like = (key: string): boolean => patterns.some((pattern) => isLike(key, pattern));
    if (operator === 'ForAllValues:StringLike') return keys.every(like);
    if (operator === 'ForAllValues:StringNotLike') return !keys.some(like);
    throw new Error('An unknown operator.');
  });

/** Whether a function may do that with the rows of these partitions of a table. */
export const mayTouch =
  (template: Template, name: FunctionName) =>
  (action: string, table: string, ...partitions: readonly string[]): boolean =>
    statementsOn(template, name, table).some(
      ({ Action, Condition }) =>
        listOf(Action).includes(`dynamodb:${action}`) && meets(partitions, Condition),
    );

/** A resource as IAM sees it, with `<LogicalId>` for an ARN that CloudFormation makes. */
export const arnOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const intrinsic = value as {
    readonly Ref?: string;
    readonly 'Fn::ImportValue'?: string;
    readonly 'Fn::GetAtt'?: readonly [string, string];
    readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  };
  if (intrinsic['Fn::Join'] !== undefined) return intrinsic['Fn::Join'][1].map(arnOf).join('');
  if (intrinsic['Fn::GetAtt'] !== undefined) return `<${intrinsic['Fn::GetAtt'][0]}>`;
  const exported = /FnGetAtt(.+)Arn[0-9A-F]{8}$/.exec(intrinsic['Fn::ImportValue'] ?? '')?.[1];
  if (exported !== undefined) return `<${exported}>`;
  const known = { 'AWS::AccountId': '111122223333', 'AWS::Partition': 'aws' }[intrinsic.Ref ?? ''];
  if (known === undefined) throw new Error('A resource of an unknown form.');
  return known;
};

/**
 * Whether a function may do that at all, by its role: conditions of what is allowed are taken to be met, and those of
 * what is denied not to be.
 */
export const mayEver =
  (template: Template, name: FunctionName) =>
  (action: string, resource: string): boolean =>
    statementsOf(template, name).some(
      ({ Effect, Action, Resource }) =>
        Effect === 'Allow' &&
        listOf(Action).some((pattern) => isLike(action, pattern)) &&
        listOf(Resource).some((pattern) => isLike(resource, arnOf(pattern))),
    );
