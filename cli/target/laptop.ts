import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { findPublishedAws } from '../../local/aws/published-aws.ts';
import { UsageError } from '../command.ts';
import { localOperator } from './local-operator.ts';
import type { Place } from './place.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const STATE = '.hawthorn';

/** As `npm start` finds it. */
const stateFolder = (environment: Environment): string => {
  const named = environment['HAWTHORN_STATE']?.trim() ?? '';
  const folder = resolve(named === '' ? STATE : named);
  if (existsSync(folder)) return folder;
  throw new UsageError(
    `There is no state of a laptop gateway in ${folder}. Run npm start once, name the folder with HAWTHORN_STATE, or a deployed stage with --stage.`,
  );
};

const placeIn = (environment: Environment, close: Place['close']): Place => {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_REGION: region } = environment;
  const keysTable = environment[ENVIRONMENT.keysTable];
  const auditTable = environment[ENVIRONMENT.auditTable];
  if (!endpoint || !region || !keysTable || !auditTable)
    throw new UsageError('The laptop gateway is just starting or stopping. Try again.');
  return {
    name: 'the laptop’s state',
    keys: 'test',
    connection: { endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } },
    ...{ keysTable, auditTable, changedBy: localOperator(), close },
  };
};

/** Locks the folder, so that no gateway starts on it meanwhile. */
const openState = async (folder: string): Promise<Place> => {
  const { startLocalAws } = await import('../../local/aws/aws.ts');
  const aws = await startLocalAws({ stateFolder: folder });
  return placeIn(aws.environment, () => aws.close());
};

/** The state of `npm start`: over the gateway that runs on it, else opened here. */
export const openLaptop = async (environment: Environment): Promise<Place> => {
  const folder = stateFolder(environment);
  const found = findPublishedAws(folder);
  return found.running ? placeIn(found.environment ?? {}, () => Promise.resolve()) : openState(folder);
};
