import { type App, Tags } from 'aws-cdk-lib';
import { DataStack } from './stacks/data-stack.ts';
import { GatewayStack } from './stacks/gateway-stack.ts';
import { OperationsStack } from './stacks/operations-stack.ts';
import type { Stage } from './stage.ts';
import { STAGE_TAG } from './stage-tag.ts';

/** The stacks of one deployment. */
export interface HawthornStacks {
  readonly data: DataStack;
  readonly gateway: GatewayStack;
  readonly operations: OperationsStack;
}

/** Adds all stacks of a stage to the app. */
export const addStacks = (app: App, stage: Stage): HawthornStacks => {
  const prefix = `hawthorn-${stage.name}-`;
  const shared = { stage, env: { region: stage.region } };
  const data = new DataStack(app, `${prefix}data`, {
    ...shared,
    namePrefix: prefix,
    terminationProtection: stage.data === 'retain',
    description: 'Hawthorn: keys, tables, buckets, backups and secrets',
  });
  const gateway = new GatewayStack(app, `${prefix}gateway`, {
    ...shared,
    data,
    description: 'Hawthorn: API and functions',
  });
  const operations = new OperationsStack(app, `${prefix}operations`, {
    ...shared,
    namePrefix: prefix,
    data,
    gateway,
    description: 'Hawthorn: alarms, dashboard, saved queries',
  });
  for (const stack of [data, gateway, operations]) Tags.of(stack).add(STAGE_TAG, stage.name);
  return { data, gateway, operations };
};
