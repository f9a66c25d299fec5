import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdk from '../../cdk.json' with { type: 'json' };
import { addStacks } from '../../lib/hawthorn-stacks.ts';
import type { Stage, StageInput } from '../../lib/stage.ts';
import { pickStage } from '../../lib/stage.ts';
import { STAGES } from '../../lib/stages.ts';

/** Production with everything that a stage may ask for, which no stage of the repository does. */
const FULL: readonly StageInput[] = STAGES.filter(({ name }) => name === 'prod').map((prod) => ({
  ...prod,
  name: 'full',
  domain: {
    name: 'ai.hospital.example',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000',
    hostedZone: { id: 'Z0123456789EXAMPLE', name: 'hospital.example' },
  },
  models: 'models.example.json',
  providers: ['openai', 'azure', 'own-vllm'],
  network: { mode: 'vpc', cidr: '10.80.0.0/16', zones: 3 },
  webAcl: { requestsPerAddress: 3_000, allowedRanges: ['203.0.113.0/24', '2001:db8:17::/48'] },
}));

export type StageName = 'dev' | 'prod' | 'full';

/** The stages that come with the repository, and the full one. */
export const stageNamed = (name: StageName): Stage => pickStage([...STAGES, ...FULL], name);

/** An app with the flags of `cdk.json`, which doesn't bundle: no template depends on what is in the bundles. */
export const newApp = (): App =>
  new App({
    outdir: mkdtempSync(join(tmpdir(), 'hawthorn-cdk-')),
    context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] },
  });

/** The templates of a stage, unchecked: loading the rules takes seconds, and `nag.test.ts` does it. */
export const synthesise = (stage: Stage) => {
  const app = newApp();
  const { data, gateway, operations } = addStacks(app, stage);
  app.synth({ skipValidation: true });
  return {
    data: Template.fromStack(data),
    gateway: Template.fromStack(gateway),
    operations: Template.fromStack(operations),
  };
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
