import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HandlerName } from '../../lambda/contract/endpoints.ts';
import { startQuietGateway } from '../support/quiet-gateway.ts';
import { question } from './both-ways.ts';
import { withBundles } from './bundle.ts';

/*
 * What the functions need of processor and memory. Lambda gives processor in proportion to memory, and one whole at
 * 1769 MB, so the time of a function that computes is its processor time by that share.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */

/** Settings of memory in MB, with their share of one processor. */
export const SHARES = [512, 1024, 1769].map((mb) => [mb, mb / 1769] as const);

const PROCESS = join(import.meta.dirname, 'memory-process.ts');
const WARM_UP = 12;
/** Close to the longest body that the gateway takes. */
const LARGEST = 4_900_000;

const QUESTION = question(0).length;

/** As many patients as a long record of a ward has; their values come again and again. */
const PATIENTS = 40;

/** Different questions of so many bytes together. */
const questions = (bytes: number, from: number): readonly string[] =>
  Array.from(
    { length: Math.max(1, Math.floor(bytes / (QUESTION + 60))) },
    (_, index) => `${question(from + (index % PATIENTS))} This is question ${index}.`,
  );

type Ask = (texts: readonly string[]) => object;
const asChat: Ask = (texts) => ({ messages: texts.map((content) => ({ role: 'user', content })) });
const asResponses: Ask = (texts) => ({ input: texts.map((content) => ({ role: 'user', content })) });

const SUBJECTS: readonly (readonly [HandlerName, string, string, Ask | undefined])[] = [
  ['chat-completions', 'POST', '/v1/chat/completions', asChat],
  ['responses', 'POST', '/v1/responses', asResponses],
  ['inspect', 'POST', '/v1/phi/inspect', asChat],
  ['plain-routes', 'GET', '/v1/models', undefined],
];

const SIZES = [
  ['a question', 500, 60],
  ['100 KB', 100_000, 4],
  ['4.9 MB', LARGEST, 1],
] as const;

const eventOf = (method: string, path: string, key: string, body: object | null) => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', host: 'bench' };
  return {
    resource: path,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: { requestId: 'bench', identity: { sourceIp: '127.0.0.1' } },
    body: body === null ? null : JSON.stringify({ model: 'standard', ...body }),
    isBase64Encoded: false,
  };
};

interface Usage {
  readonly cpuMs: number;
  readonly peakMb: number;
  /** On a busy machine the laptop's stores may take longer than AWS may; then the figures are those of the attempt. */
  readonly answered: boolean;
}

export interface MeasuredMemory extends Usage {
  readonly handler: HandlerName;
  readonly size: string;
}

const run = async (task: object): Promise<Usage> => {
  const child = spawn(process.execPath, [PROCESS], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(task));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    printed += part;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error('The measured function failed.');
  return JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '') as Usage;
};

/** Processor time of a request and peak memory of each function, by the size of the body. */
export const measureMemory = async (): Promise<readonly MeasuredMemory[]> => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'hawthorn-memory-'));
  const gateway = await startQuietGateway(stateFolder);
  const key = gateway.apiKey.reveal();
  try {
    return await withBundles(async (bundles) => {
      const measured: MeasuredMemory[] = [];
      for (const [handler, method, path, ask] of SUBJECTS) {
        const bundle = bundles.find((one) => one.handler === handler)?.file;
        for (const [size, bytes, times] of ask === undefined ? SIZES.slice(0, 1) : SIZES) {
          const events = (count: number, length: number, from: number) =>
            Array.from({ length: count }, (_, index) =>
              eventOf(method, path, key, ask?.(questions(length, from + index * 20_000)) ?? null),
            );
          const task = { bundle, warmUp: events(WARM_UP, 500, 0), measured: events(times, bytes, 1_000_000) };
          measured.push({ handler, size, ...(await run(task)) });
        }
      }
      return measured;
    });
  } finally {
    await gateway.close();
    await rm(stateFolder, { recursive: true });
  }
};
