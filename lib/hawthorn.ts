import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { addStacks } from './hawthorn-stacks.ts';
import { acknowledgeFindings } from './nag-acknowledgements.ts';
import type { Stage } from './stage.ts';

/** Adds stages to the app, with the rules that they must keep: a finding without a reason makes `cdk synth` fail. */
export const addHawthorn = (app: App, stages: readonly Stage[]): void => {
  Validations.of(app).addPlugins(new HIPAASecurityChecks(app), new AwsSolutionsChecks(app));
  for (const stage of stages) acknowledgeFindings(addStacks(app, stage), stage);
};
