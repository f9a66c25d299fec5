import { randomUUID } from 'node:crypto';
import { createAwsClients } from '../aws/clients.ts';
import { createLog } from '../contract/log.ts';
import { createChatCompletions } from '../gateway/chat-completions.ts';
import { createChatApp } from '../http/chat-app.ts';
import { createLambdaHandler } from '../http/lambda-adapter.ts';
import { measurePorts } from '../metrics/measured-ports.ts';
import { createLocalDetector } from '../phi/local-detector.ts';
import { warmUp } from '../phi/warm-up.ts';
import { composeMetering } from './compose-metering.ts';
import { composePorts } from './compose-ports.ts';

const print = (line: string): void => void process.stdout.write(line);
const log = createLog(print, () => new Date());
const metering = composeMetering(process.env, print);

const ports = measurePorts(
  composePorts(process.env, { log, meter: metering.meter }, createAwsClients()),
  metering.meter,
);

// Beside the first look-ups of keys, so that nobody waits for it alone. A failure would come again, and be answered, with
// the first request.
setImmediate(() => {
  warmUp(createLocalDetector()).catch(() => undefined);
});

/** `POST /v1/chat/completions`, streamed and plain. */
export const handler = createLambdaHandler(
  createChatApp({
    chatCompletions: createChatCompletions(ports),
    clock: Date.now,
    log,
    unique: () => randomUUID().replaceAll('-', ''),
  }),
  metering,
);
