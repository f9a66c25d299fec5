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
