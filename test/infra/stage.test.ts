import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CatalogueDefinition } from '../../lambda/contract/catalogue-definition.ts';
import { parseCatalogue } from '../../lambda/contract/parse-catalogue.ts';
import { pickStage, pickStages, StageError, type StageInput } from '../../lib/stage.ts';
import { STAGES } from '../../lib/stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const dev = (): Record<string, unknown> => ({ ...STAGES.find((stage) => stage.name === 'dev') });

const pickChanged = (change: Record<string, unknown>) => () =>
  pickStage([{ ...dev(), ...change } as unknown as StageInput], dev()['name']);

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-4000-8000-000000000000';

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

  test.each([
    [
      'six years of audit where the data is kept',
      {
        data: 'retain',
        alarms: { email: 'oncall@hospital.example' },
        audit: { lock: 'governance', days: 2191 },
      },
      "must be 2192 or more where data is 'retain': 45 CFR 164.316(b)(2)(i) asks for six years\n  → at audit.days",
    ],
    [
      'no lock that cannot be taken off where the data goes with the stage',
      { audit: { lock: 'compliance', days: 2192 } },
      "must be 'governance' where data is 'destroy'",
    ],
    ['somebody who hears of alarms where the data is kept', { data: 'retain' }, '→ at alarms'],
    [
      'no settings of a service that is never asked',
      { detector: 'local', comprehend: { region: 'us-west-2' } },
      "must be left out where detector is 'local', which never asks it\n  → at comprehend",
    ],
    [
      'a certificate that is where the API is',
      {
        domain: {
          name: 'ai.hospital.example',
          certificateArn: CERTIFICATE.replace('us-east-1', 'us-west-2'),
        },
      },
      '→ at domain.certificateArn',
    ],
    [
      'a zone that the name is in',
      {
        domain: {
          name: 'ai.hospital.example',
          certificateArn: CERTIFICATE,
          hostedZone: { id: 'Z0000000EXAMPLE', name: 'pital.example' },
        },
      },
      '→ at domain.hostedZone.name',
    ],
    ['each secret once', { providers: ['openai', 'openai'] }, 'names a secret twice\n  → at providers'],
    [
      'the secret of the models that are on offer without a file',
      { providers: ['azure'] },
      'must name "openai", the keySecret of a provider of OpenAI\'s models (the stage names no file)\n  → at providers',
    ],
    [
      'no secret that nothing reads',
      { providers: ['openai', 'azure'] },
      'names "azure", which is the keySecret of no provider of',
    ],
  ])('settings that are each valid must fit each other: %s', (_, change, words) => {
    expect(pickChanged(change)).toThrow(StageError);
    expect(pickChanged(change)).toThrow(words);
  });

  test('what fits is taken', () => {
    const domain = {
      name: 'ai.hospital.example',
      certificateArn: CERTIFICATE,
      hostedZone: { id: 'Z0000000EXAMPLE', name: 'hospital.example' },
    };
    expect(pickChanged({ domain })().domain).toEqual(domain);
  });

  test('a name that stands twice is refused, rather than the first being taken', () => {
    expect(() => pickStage([...STAGES, ...STAGES], 'prod')).toThrow(
      'There are two stages with the name "prod"',
    );
  });

  test('all settings at fault are named at once', () => {
    const pick = pickChanged({ media: 'maybe', vaultDays: -1 });
    expect(pick).toThrow('at media');
    expect(pick).toThrow('at vaultDays');
  });

  test('several are named with commas between them, and none is deployed unnamed', () => {
    expect(pickStages(STAGES, 'prod,dev').map(({ name }) => name)).toEqual(['prod', 'dev']);
    expect(() => pickStages(STAGES, undefined)).toThrow(
      new StageError('Name a stage: --context stage=NAME.'),
    );
    expect(() => pickStages(STAGES, 'dev,')).toThrow('There is no stage "".');
  });

  test('a name that CloudFormation would refuse is refused here', () => {
    const named = { ...dev(), name: 'Prod_1' } as unknown as StageInput;
    expect(() => pickStage([named], 'Prod_1')).toThrow('must be lower-case letters and digits');
  });
});

describe('a stage that names a file of models', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  const EXAMPLE = readFileSync(join(import.meta.dirname, '../../models.example.json'), 'utf8');
  const example = (): CatalogueDefinition => parseCatalogue(EXAMPLE);

  /** A stage with such a file, and the secrets that the example needs. */
  const pickWith = (models: unknown, providers = ['openai', 'azure', 'own-vllm']) => {
    const file = join(folder.path, 'models.json');
    writeFileSync(file, typeof models === 'string' ? models : JSON.stringify(models));
    return pickChanged({ models: file, providers });
  };

  test('has what stands in it; the path begins at the root of the repository', () => {
    const providers = ['openai', 'azure', 'own-vllm'];
    expect(pickChanged({ models: 'models.example.json', providers })().models).toEqual(example());
  });

  test('makes a secret for each provider in it', () => {
    expect(pickWith(example(), ['openai', 'azure'])).toThrow(
      'must name "own-vllm", the keySecret of a provider of the models\n  → at providers',
    );
  });

  test('makes one secret where two providers have the same', () => {
    const shared = example().providers.map((provider) => ({ ...provider, keySecret: 'shared' }));
    expect(pickWith({ ...example(), providers: shared }, ['shared'])().providers).toEqual(['shared']);
  });

  test.each([
    ['is not there', 'absent.json', /the file .*\/absent\.json can't be read\n {2}→ at models/],
    ['is a folder', '.', /can't be read/],
  ])('is refused where the file %s', (_, name, words) => {
    expect(pickChanged({ models: join(folder.path, name) })).toThrow(StageError);
    expect(pickChanged({ models: join(folder.path, name) })).toThrow(words);
  });

  test.each([
    ['no JSON', '{"providers": [', 'not valid JSON'],
    ['a field that nobody knows', { ...example(), tiers: {} }, 'models: no such field: tiers'],
    ['no providers', { ...example(), providers: [] }, 'models.providers: must name a provider'],
    [
      'a tier without a model',
      { ...example(), routes: { standard: [] } },
      'models.routes.standard: must name a model',
    ],
    [
      'a tier of unknown models',
      { ...example(), routes: { standard: ['gpt-0'] } },
      'the route "standard" names "gpt-0"',
    ],
    ['a model of nobody', { ...example(), models: [{ id: 'm', provider: 'x' }] }, 'the model "m" names "x"'],
  ])('is refused where the file has %s, in words that say where', (_, models, words) => {
    expect(pickWith(models)).toThrow(StageError);
    expect(pickWith(models)).toThrow(words);
  });

  test('is refused where a key would travel unencrypted', () => {
    const [openai, ...others] = example().providers;
    const providers = [{ ...openai, baseUrl: 'http://127.0.0.1:8000/v1' }, ...others];
    expect(pickWith({ ...example(), providers })).toThrow('the provider "openai" must have an https address');
  });
});
