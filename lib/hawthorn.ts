import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { addStacks } from './hawthorn-stacks.ts';
import { acknowledgeFindings } from './nag/acknowledgements.ts';
import type { Stage } from './stage.ts';

/** Adds a stage to the app, with the rules that it must keep: a finding without a reason makes `cdk synth` fail. */
export const addHawthorn = (app: App, stage: Stage): void => {
  Validations.of(app).addPlugins(new HIPAASecurityChecks(app), new AwsSolutionsChecks(app));
  acknowledgeFindings(addStacks(app, stage), stage);
};
