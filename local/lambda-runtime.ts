import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { ResponseStream } from './response-stream.ts';

/** A Lambda function that writes its answer to a stream. */
export type StreamingHandler = (
  event: APIGatewayProxyEvent,
  responseStream: ResponseStream,
  context: StreamingContext,
) => Promise<unknown>;

/** The context without the callbacks of old, which AWS's Node 24 runtime no longer has. */
export type StreamingContext = Omit<Context, 'done' | 'fail' | 'succeed'>;

/** The mark by which AWS's runtime knows a streaming handler. */
const HANDLER_STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const STREAM_RESPONSE = 'response';

const PRELUDE_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';
const DELIMITER_LENGTH = 8;

const streamifyResponse = <Handler extends object>(handler: Handler): Handler =>
  Object.assign(handler, { [HANDLER_STREAMING]: STREAM_RESPONSE });

/** Puts prelude and delimiter before the first write. The stream stays the same object, as in AWS. */
const withPrelude = (stream: ResponseStream, prelude: Readonly<Record<string, unknown>>): ResponseStream => {
  stream.setContentType(PRELUDE_CONTENT_TYPE);
  const text = JSON.stringify(prelude);
  stream._onBeforeFirstWrite = (write) => {
    write(text);
    write(new Uint8Array(DELIMITER_LENGTH));
  };
  return stream;
};

/**
 * Puts the global `awslambda` of AWS's Node runtime in place, so that the functions' files load and run unchanged.
 * To be called before a handler is imported.
 *
 * After https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export const installLambdaRuntime = (): void => {
  Object.assign(globalThis, {
    awslambda: { streamifyResponse, HttpResponseStream: { from: withPrelude } },
  });
};

/** Whether a function's export was made by `awslambda.streamifyResponse`. */
export const isStreamingHandler = (value: unknown): value is StreamingHandler =>
  typeof value === 'function' && Reflect.get(value, HANDLER_STREAMING) === STREAM_RESPONSE;

interface ContextSettings {
  readonly functionName: string;
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** The third argument of a handler. What AWS alone knows stands there as a word that nobody takes for real. */
export const createContext = ({ functionName, timeoutMs, now }: ContextSettings): StreamingContext => {
  const deadline = now() + timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
  };
};
