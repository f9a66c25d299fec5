import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createContext, installLambdaRuntime, isStreamingHandler } from '../../local/lambda-runtime.ts';
import { createResponseStream } from '../../local/response-stream.ts';

/*
 * One function in a process of its own, as in Lambda: its bundle, events that are given as one line of JSON, and nothing
 * else. Prints what a request took of the processor, and the most memory that the process ever had.
 */

interface Task {
  readonly bundle: string;
  /** What comes before the measurement, so that it is one of a warm function. */
  readonly warmUp: readonly APIGatewayProxyEvent[];
  readonly measured: readonly APIGatewayProxyEvent[];
}

const readTask = async (): Promise<Task> => {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Task;
};

/** The prelude of the streaming format says how it went. */
const statusOf = (answer: string): number => Number(/^\{"statusCode":(\d+)/.exec(answer)?.[1]);

const { bundle, warmUp, measured } = await readTask();
installLambdaRuntime();
const { handler } = (await import(bundle)) as { readonly handler: unknown };
if (!isStreamingHandler(handler)) throw new Error('The bundle has no streaming handler.');

/** Whether the function answered as it should. */
const answer = async (event: APIGatewayProxyEvent): Promise<boolean> => {
  const parts: Uint8Array[] = [];
  const ended = Promise.withResolvers<undefined>();
  const { stream } = createResponseStream({
    write: (bytes) => Promise.resolve(void parts.push(bytes)),
    end: () => ended.resolve(undefined),
    abort: () => ended.reject(new Error('The function gave up.')),
  });
  const context = createContext({ functionName: 'bench', timeoutMs: 900_000, now: Date.now });
  await handler(event, stream, context);
  await ended.promise;
  return statusOf(Buffer.concat(parts).toString()) === 200;
};

for (const event of warmUp) await answer(event);
const began = process.cpuUsage();
let answered = 0;
for (const event of measured) answered += Number(await answer(event));
const { user, system } = process.cpuUsage(began);
const result = {
  cpuMs: (user + system) / 1000 / measured.length,
  answered: answered === measured.length,
  peakMb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`\n${JSON.stringify(result)}\n`);
process.exit();
