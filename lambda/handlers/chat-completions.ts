import { randomUUID } from 'node:crypto';
import { createLog } from '../contract/log.ts';
import { createChatCompletions } from '../gateway/chat-completions.ts';
import { createChatApp } from '../http/chat-app.ts';
import { createLambdaHandler } from '../http/lambda-adapter.ts';
import { composePorts } from './compose-ports.ts';

const log = createLog(
  (line) => process.stdout.write(line),
  () => new Date(),
);

/** `POST /v1/chat/completions`, streamed and plain. */
export const handler = createLambdaHandler(
  createChatApp({
    chatCompletions: createChatCompletions(composePorts(process.env, log)),
    clock: Date.now,
    log,
    unique: () => randomUUID().replaceAll('-', ''),
  }),
);
