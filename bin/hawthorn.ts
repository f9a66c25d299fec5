import { App } from 'aws-cdk-lib';
import { addHawthorn } from '../lib/hawthorn.ts';
import { pickStage, StageError } from '../lib/stage.ts';
import { STAGES } from '../lib/stages.ts';

const app = new App();
try {
  addHawthorn(app, pickStage(STAGES, app.node.tryGetContext('stage') ?? 'dev'));
} catch (error) {
  if (!(error instanceof StageError)) throw error;
  console.error(error.message);
  process.exit(1);
}
