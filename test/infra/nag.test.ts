import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { addHawthorn } from '../../lib/hawthorn.ts';
import { addStacks } from '../../lib/hawthorn-stacks.ts';
import { acknowledgementsFor } from '../../lib/nag-acknowledgements.ts';
import { findingsOf, newApp, stageNamed } from './synthesised.ts';

describe.each(['dev', 'prod', 'full'] as const)(
  'the HIPAA and AwsSolutions rules on the stage %s',
  // Loading the rules takes long on a busy machine.
  { timeout: 180_000 },
  (name) => {
    test('find nothing that has no reason', () => {
      const app = newApp();
      addHawthorn(app, [stageNamed(name)]);
      expect(findingsOf(app)).toEqual([]);
    });

    test('find every one of the acknowledged things: no acknowledgement is left over', () => {
      const app = newApp();
      Validations.of(app).addPlugins(new HIPAASecurityChecks(app), new AwsSolutionsChecks(app));
      const stacks = addStacks(app, stageNamed(name));
      const found = findingsOf(app);
      const unused = acknowledgementsFor(stacks, stageNamed(name)).flatMap(({ id, on }) =>
        on
          .map((construct) => `${id.replace(/^.*?::/, '')} at ${construct.node.path}`)
          .filter((start) => !found.some((finding) => finding.startsWith(start))),
      );
      expect(found).not.toEqual([]);
      expect(unused).toEqual([]);
    });
  },
);
