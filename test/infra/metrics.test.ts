import { expect, test } from 'vitest';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

test.each(['dev', 'prod'] as const)('every function of %s tells its metrics under that name', (stage) => {
  const { gateway } = synthesise(stageNamed(stage));
  const stages = Object.values(propertiesOf(gateway, 'AWS::Lambda::Function')).flatMap(({ Environment }) => {
    const { Variables } = Environment as { readonly Variables: Readonly<Record<string, unknown>> };
    return ENVIRONMENT.keysTable in Variables ? [Variables[ENVIRONMENT.stage]] : [];
  });
  expect(stages).toEqual([stage, stage, stage, stage]);
});
