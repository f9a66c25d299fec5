import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdk from '../../cdk.json' with { type: 'json' };
import { addStacks } from '../../lib/hawthorn-stacks.ts';
import type { Stage } from '../../lib/stage.ts';
import { pickStage } from '../../lib/stage.ts';
import { STAGES } from '../../lib/stages.ts';

/** The stages that come with the repository. */
export const stageNamed = (name: 'dev' | 'prod'): Stage => pickStage(STAGES, name);

/** An app with the flags of `cdk.json`, which doesn't bundle: no template depends on what is in the bundles. */
export const newApp = (): App =>
  new App({
    outdir: mkdtempSync(join(tmpdir(), 'hawthorn-cdk-')),
    context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] },
  });

/** The templates of a stage, unchecked: loading the rules takes seconds, and `nag.test.ts` does it. */
export const synthesise = (stage: Stage) => {
  const app = newApp();
  const { data, gateway } = addStacks(app, stage);
  app.synth({ skipValidation: true });
  return { data: Template.fromStack(data), gateway: Template.fromStack(gateway) };
};

/** The properties of all resources of a type, by logical id. */
export const propertiesOf = (template: Template, type: string): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(template.findResources(type)).map(([id, resource]) => [
      id,
      resource['Properties'] as Record<string, unknown>,
    ]),
  );

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

/** What the rules found, each as `rule at construct`. */
export const findingsOf = (app: App): readonly string[] => {
  try {
    app.synth();
  } catch {
    // That is how a finding ends; the report has it in full.
  }
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: readonly { violations: readonly Violation[] }[];
  };
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    ),
  );
};
