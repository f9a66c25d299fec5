import { type App, Tags } from 'aws-cdk-lib';
import { DataStack } from './stacks/data-stack.ts';
import { GatewayStack } from './stacks/gateway-stack.ts';
import type { Stage } from './stage.ts';

/** The stacks of one deployment. */
export interface HawthornStacks {
  readonly data: DataStack;
  readonly gateway: GatewayStack;
}

/** Adds all stacks of a stage to the app. */
export const addStacks = (app: App, stage: Stage): HawthornStacks => {
  const prefix = `hawthorn-${stage.name}-`;
  const shared = { stage, env: { region: stage.region } };
  const data = new DataStack(app, `${prefix}data`, {
    ...shared,
    namePrefix: prefix,
    terminationProtection: stage.data === 'retain',
    description: 'Hawthorn: keys, tables, stored state and secrets',
  });
  const gateway = new GatewayStack(app, `${prefix}gateway`, {
    ...shared,
    data,
    description: 'Hawthorn: API and functions',
  });
  for (const stack of [data, gateway]) Tags.of(stack).add('hawthorn:stage', stage.name);
  return { data, gateway };
};
