import { describe, expect, test } from 'vitest';
import { pickStage, StageError, type StageInput } from '../../lib/stage.ts';
import { STAGES } from '../../lib/stages.ts';

const dev = (): Record<string, unknown> => ({ ...STAGES.find((stage) => stage.name === 'dev') });

const pickChanged = (change: Record<string, unknown>) => () =>
  pickStage([{ ...dev(), ...change } as unknown as StageInput], dev()['name']);

describe('stages', () => {
  test('the examples are valid', () => {
    expect(STAGES.map((stage) => pickStage(STAGES, stage.name).name)).toEqual(['dev', 'prod']);
  });

  test('a production stage retains its data, blocks media and keeps logs for six years', () => {
    expect(pickStage(STAGES, 'prod')).toMatchObject({ data: 'retain', media: 'block', logDays: 2192 });
  });

  test('where Comprehend Medical is not, it is asked elsewhere or not at all', () => {
    const elsewhere = pickChanged({ region: 'eu-central-1', comprehend: { region: 'eu-west-1' } });
    expect(elsewhere().comprehend).toEqual({ region: 'eu-west-1' });
    expect(pickChanged({ region: 'eu-central-1', detector: 'local' })().detector).toBe('local');
    expect(pickStage(STAGES, 'prod').detector).toBe('comprehend');
  });

  test('a stage that does not exist is refused with the names of those that do', () => {
    expect(() => pickStage(STAGES, 'staging')).toThrow(
      new StageError('There is no stage "staging". The stages in lib/stages.ts are: dev, prod.'),
    );
  });

  test.each([
    ['region', 'Virginia', 'must be the name of an AWS Region, such as us-east-1\n  → at region'],
    ['vaultDays', 0, 'Too small: expected number to be >=1\n  → at vaultDays'],
    ['vaultDays', 1.5, 'expected int, received number\n  → at vaultDays'],
    ['vaultDays', undefined, 'expected number, received undefined\n  → at vaultDays'],
    ['logDays', 42, 'must be one of 1, 3, 5, 7'],
    ['media', 'scrub', 'expected one of "block"|"allow"\n  → at media'],
    ['data', 'delete', 'expected one of "retain"|"destroy"\n  → at data'],
    ['providers', [], '→ at providers'],
    ['providers', ['openai/eu'], 'must be lower-case letters, digits and hyphens\n  → at providers[0]'],
    ['throttle', { rate: 10 }, '→ at throttle.burst'],
    ['concurrency', { chat: 0, responses: 1, plain: 1 }, '→ at concurrency.chat'],
    ['concurrency', { chat: 1, plain: 1 }, '→ at concurrency.responses'],
    ['detector', 'none', 'expected one of "comprehend"|"local"\n  → at detector'],
    ['region', 'eu-central-1', "or choose detector 'local'\n  → at comprehend.region"],
    ['comprehend', { region: 'eu-north-1' }, '→ at comprehend.region'],
    ['comprehend', { callsPerSecond: 0 }, '→ at comprehend.callsPerSecond'],
    ['vaultDay', 7, 'Unrecognized key: "vaultDay"'],
  ])('the setting %s = %j is refused in words that name it', (setting, value, words) => {
    const pick = pickChanged({ [setting]: value });
    expect(pick).toThrow(StageError);
    expect(pick).toThrow(words);
  });

  test('all settings at fault are named at once', () => {
    const pick = pickChanged({ media: 'maybe', vaultDays: -1 });
    expect(pick).toThrow('at media');
    expect(pick).toThrow('at vaultDays');
  });

  test('a name that CloudFormation would refuse is refused here', () => {
    const named = { ...dev(), name: 'Prod_1' } as unknown as StageInput;
    expect(() => pickStage([named], 'Prod_1')).toThrow('must be lower-case letters and digits');
  });
});
