import { randomUUID } from 'node:crypto';
import { createAuthenticator } from '../access/authenticate.ts';
import { createDynamoClient } from '../aws/clients.ts';
import { createDynamoKeyStore } from '../aws/dynamo-key-store.ts';
import { createLog } from '../contract/log.ts';
import { createListModels, createRetrieveModel } from '../gateway/models.ts';
import { createLambdaHandler } from '../http/lambda-adapter.ts';
import { createPlainApp } from '../http/plain-app.ts';
import { measureAuthenticator } from '../metrics/measured-ports.ts';
import { composeMetering } from './compose-metering.ts';
import { keysTable, readCatalogue } from './settings.ts';

const clock = Date.now;
const dynamo = createDynamoClient();
const print = (line: string): void => void process.stdout.write(line);
const metering = composeMetering(process.env, print);
const keys = createDynamoKeyStore(dynamo, keysTable(process.env));
const ports = {
  authenticator: measureAuthenticator(createAuthenticator({ keys, clock }), metering.meter),
  catalogue: readCatalogue(process.env),
};

/** `GET /v1/models`, `GET /v1/models/{id}` and `GET /healthz`. */
export const handler = createLambdaHandler(
  createPlainApp({
    listModels: createListModels(ports),
    retrieveModel: createRetrieveModel(ports),
    clock,
    log: createLog(print, () => new Date()),
    unique: () => randomUUID().replaceAll('-', ''),
  }),
  metering,
);
