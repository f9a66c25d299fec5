import { randomUUID } from 'node:crypto';
import { createLog } from '../contract/log.ts';
import { createResponses } from '../gateway/responses.ts';
import { createStateEndpoints } from '../gateway/state-endpoints.ts';
import { createLambdaHandler } from '../http/lambda-adapter.ts';
import { createResponsesApp } from '../http/responses-app.ts';
import { measurePorts } from '../metrics/measured-ports.ts';
import { createLocalDetector } from '../phi/local-detector.ts';
import { warmUp } from '../phi/warm-up.ts';
import { composeMetering } from './compose-metering.ts';
import { composeResponsesPorts } from './compose-responses-ports.ts';

const print = (line: string): void => void process.stdout.write(line);
const log = createLog(print, () => new Date());
const metering = composeMetering(process.env, print);

const ports = measurePorts(
  composeResponsesPorts(process.env, { log, meter: metering.meter }),
  metering.meter,
);

// Beside the first look-ups of keys, as in the function of chat completions.
setImmediate(() => {
  warmUp(createLocalDetector()).catch(() => undefined);
});

/** `POST /v1/responses`, streamed and plain, and the endpoints of stored responses and conversations. */
export const handler = createLambdaHandler(
  createResponsesApp({
    responses: createResponses(ports),
    state: createStateEndpoints(ports),
    clock: Date.now,
    log,
    unique: () => randomUUID().replaceAll('-', ''),
  }),
  metering,
);
