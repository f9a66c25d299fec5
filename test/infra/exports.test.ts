import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { DataStack } from '../../lib/stacks/data-stack.ts';
import { GatewayStack } from '../../lib/stacks/gateway-stack.ts';
import type { Stage } from '../../lib/stage.ts';
import { newApp, stageNamed, synthesise } from './synthesised.ts';

/**
 * A stack that drops an export can't be deployed while a deployed stack imports it, and the exporting one always comes
 * first: so no setting may end an export. Nor may a setting be needed for one, as a rollback takes it back.
 */

type Change = Partial<Omit<Stage, 'name' | 'data' | 'region'>>;

const prod = stageNamed('prod');
const full = stageNamed('full');

const CHANGES: readonly (readonly [string, Change])[] = [
  ['local recognizers alone', { detector: 'local' }],
  ['Comprehend Medical elsewhere', { detector: 'comprehend', comprehend: { region: 'us-west-2' } }],
  ['a VPC', { network: full.network }],
  ['a web ACL', { webAcl: full.webAcl }],
  ['a domain', { domain: full.domain }],
  ['other models', { models: full.models, providers: full.providers }],
  ['no reserved concurrency', { concurrency: undefined }],
  ['media that pass', { media: 'allow' }],
  [
    'other alarms',
    { alarms: { email: 'another@hospital.example', runbooksUrl: 'https://hospital.example/' } },
  ],
];

type StackName = 'data' | 'gateway';

interface Output {
  readonly Value: unknown;
  readonly Export?: { readonly Name: string };
}

/** Names and values: CloudFormation refuses another value, too. */
const exportsOf = (template: Template): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.values(template.findOutputs('*') as Record<string, Output>).flatMap(({ Export, Value }) =>
      Export === undefined ? [] : [[Export.Name, Value]],
    ),
  );

const deployed = synthesise(prod);

describe('what other stacks may import', () => {
  test.each(CHANGES)('is the same with %s', (_, change) => {
    const changed = synthesise({ ...prod, ...change });
    for (const stack of ['data', 'gateway'] satisfies StackName[])
      expect(exportsOf(changed[stack])).toEqual(exportsOf(deployed[stack]));
  });

  test.each(['dev', 'prod', 'full'] as const)('does not depend on who imports it: %s', (name) => {
    const stage = stageNamed(name);
    const prefix = `hawthorn-${name}-`;
    const data = new DataStack(newApp(), `${prefix}data`, { stage, namePrefix: prefix });
    const both = synthesise(stage);
    expect(exportsOf(Template.fromStack(data))).toEqual(exportsOf(both.data));

    const app = newApp();
    const producer = new DataStack(app, `${prefix}data`, { stage, namePrefix: prefix });
    const gateway = new GatewayStack(app, `${prefix}gateway`, { stage, data: producer });
    expect(exportsOf(Template.fromStack(gateway))).toEqual(exportsOf(both.gateway));
  });

  test.each(['dev', 'prod', 'full'] as const)('is all that they import: %s', (name) => {
    const { data, gateway, operations } = synthesise(stageNamed(name));
    const imported = JSON.stringify([gateway.toJSON(), operations.toJSON()]).matchAll(
      /"Fn::ImportValue":"([^"]+)"/g,
    );
    const exported = new Set([...Object.keys(exportsOf(data)), ...Object.keys(exportsOf(gateway))]);
    const names = [...imported].map(([, found]) => found);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((one) => one === undefined || !exported.has(one))).toEqual([]);
  });
});
