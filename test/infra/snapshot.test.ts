import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { stageNamed, synthesise } from './synthesised.ts';

/** Without what changes with every line of code or of the API, so that a difference is one to be looked at. */
const withoutHashes = (template: Template): string =>
  JSON.stringify(template.toJSON(), undefined, 2)
    .replaceAll(/[0-9a-f]{64}/g, 'ASSET')
    .replaceAll(/(ApiDeployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1');

test.each([
  ['data', 'prod'],
  ['gateway', 'prod'],
  ['gateway', 'dev'],
  ['gateway', 'full'],
  ['operations', 'prod'],
] as const)('the %s stack of the stage %s is as it was', (stack, stage) => {
  const template = synthesise(stageNamed(stage))[stack];
  expect(withoutHashes(template)).toMatchSnapshot();
});
