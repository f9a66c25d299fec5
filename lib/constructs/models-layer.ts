import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage as Assembly } from 'aws-cdk-lib';
import { Architecture, Code, type ILayerVersion, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { CatalogueDefinition } from '../../lambda/contract/catalogue-definition.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';

const FILE = 'models.json';

export interface ModelsLayerProps {
  readonly models: CatalogueDefinition;
}

/**
 * The models on offer, as a file beside the functions' code. Not in their environment, where all variables together may
 * have 4 KB, nor in the bundles: so the code that was tried out in one stage is byte for byte the code of the next.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export class ModelsLayer extends Construct {
  readonly layers: ILayerVersion[];
  /** By which a function finds the file. */
  readonly environment: Readonly<Record<string, string>> = { [ENVIRONMENT.modelsFile]: `/opt/${FILE}` };

  constructor(scope: Construct, id: string, { models }: ModelsLayerProps) {
    super(scope, id);
    const folder = join(Assembly.of(this)?.outdir ?? '', `models-${this.node.addr}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, FILE), JSON.stringify(models));
    const layer = new LayerVersion(this, 'Layer', {
      description: 'Hawthorn: the models on offer',
      code: Code.fromAsset(folder),
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      compatibleArchitectures: [Architecture.ARM_64],
    });
    this.layers = [layer];
  }
}
