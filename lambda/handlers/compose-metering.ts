import { createEmfWriter } from '../aws/emf-writer.ts';
import { ENVIRONMENT } from '../contract/environment.ts';
import { type Metering, UNMEASURED } from '../contract/meter.ts';
import { createMetering } from '../metrics/create-metering.ts';
import type { Environment } from './settings.ts';

/** Measures under the stage's name; nothing where there is no stage, as on a laptop. */
export const composeMetering = (environment: Environment, write: (line: string) => void): Metering => {
  const stage = environment[ENVIRONMENT.stage] ?? '';
  if (stage === '') return UNMEASURED;
  return createMetering({ clock: () => performance.now(), write: createEmfWriter({ stage, write }) });
};
