import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { readCatalogue } from '../../lambda/handlers/settings.ts';
import { addStacks } from '../../lib/hawthorn-stacks.ts';
import { pickStage } from '../../lib/stage.ts';
import { STAGES } from '../../lib/stages.ts';
import { newApp, propertiesOf } from './synthesised.ts';

const EXAMPLE = 'models.example.json';

const synthesise = (changes: object) => {
  const app = newApp();
  const stages = STAGES.filter(({ name }) => name === 'dev').map((dev) => ({ ...dev, ...changes }));
  const { data, gateway } = addStacks(app, pickStage(stages, 'dev'));
  app.synth({ skipValidation: true });
  return { outdir: app.outdir, data: Template.fromStack(data), gateway: Template.fromStack(gateway) };
};

const functionsOf = (gateway: Template) => Object.values(propertiesOf(gateway, 'AWS::Lambda::Function'));

describe('a stage with a file of models', () => {
  const { outdir, data, gateway } = synthesise({
    models: EXAMPLE,
    providers: ['openai', 'azure', 'own-vllm'],
  });

  test('gives it to every function as one layer', () => {
    const [layer, ...others] = Object.keys(propertiesOf(gateway, 'AWS::Lambda::LayerVersion'));
    expect(others).toEqual([]);
    for (const properties of functionsOf(gateway)) {
      expect(properties['Layers']).toEqual([{ Ref: layer }]);
      expect(properties).toHaveProperty(
        ['Environment', 'Variables', ENVIRONMENT.modelsFile],
        '/opt/models.json',
      );
    }
  });

  test('in which the functions find what stands in it', () => {
    const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' })
      .map((name) => join(outdir, name))
      .filter((path) => path.endsWith('models.json') && path.includes('asset.') && statSync(path).isFile());
    expect(files).toHaveLength(1);
    const read = readCatalogue({ [ENVIRONMENT.modelsFile]: files[0] });
    const { routes } = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as { routes: object };
    expect(read.names).toEqual(expect.arrayContaining(Object.keys(routes)));
    expect(read.resolve('standard').map(({ provider }) => provider)).toEqual(['own-vllm', 'openai']);
  });

  test('has a secret for the key of each of its providers', () => {
    const names = Object.values(propertiesOf(data, 'AWS::SecretsManager::Secret')).map(({ Name }) => Name);
    expect(names).toEqual([
      'hawthorn/dev/providers/openai',
      'hawthorn/dev/providers/azure',
      'hawthorn/dev/providers/own-vllm',
    ]);
  });
});

test('a stage without one has the built-in models and no layer', () => {
  const { gateway } = synthesise({});
  expect(propertiesOf(gateway, 'AWS::Lambda::LayerVersion')).toEqual({});
  for (const properties of functionsOf(gateway)) {
    expect(properties).not.toHaveProperty('Layers');
    expect(properties).not.toHaveProperty(['Environment', 'Variables', ENVIRONMENT.modelsFile]);
  }
});
