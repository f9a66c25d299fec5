import { App } from 'aws-cdk-lib';
import { addHawthorn } from '../lib/hawthorn.ts';
import { pickStages, StageError } from '../lib/stage.ts';
import { STAGES } from '../lib/stages.ts';

const app = new App();
try {
  addHawthorn(app, pickStages(STAGES, app.node.tryGetContext('stage')));
} catch (error) {
  if (!(error instanceof StageError)) throw error;
  console.error(error.message);
  process.exit(1);
}
