import { randomUUID } from 'node:crypto';
import { createDynamoClient, createKmsClient } from '../aws/clients.ts';
import { createLog } from '../contract/log.ts';
import { createInspect } from '../gateway/inspection/inspect.ts';
import { createInspectApp } from '../http/inspect-app.ts';
import { createLambdaHandler } from '../http/lambda-adapter.ts';
import { measureInspectPorts } from '../metrics/measured-ports.ts';
import { createLocalDetector } from '../phi/local-detector.ts';
import { warmUp } from '../phi/warm-up.ts';
import { composeInspectPorts } from './compose-inspect-ports.ts';
import { composeMetering } from './compose-metering.ts';

const print = (line: string): void => void process.stdout.write(line);
const log = createLog(print, () => new Date());
const metering = composeMetering(process.env, print);

const ports = measureInspectPorts(
  composeInspectPorts(process.env, metering.meter, {
    dynamo: createDynamoClient(),
    kms: createKmsClient(),
  }),
  metering.meter,
);

// Beside the first look-ups of keys, as in the function of chat completions.
setImmediate(() => {
  warmUp(createLocalDetector()).catch(() => undefined);
});

/** `POST /v1/phi/inspect`: what a request would become. */
export const handler = createLambdaHandler(
  createInspectApp({
    inspect: createInspect(ports),
    clock: Date.now,
    log,
    unique: () => randomUUID().replaceAll('-', ''),
  }),
  metering,
);
