import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { HandlerName } from '../../lambda/contract/endpoints.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { BUNDLING, HANDLERS, REPLACED } from '../../lib/constructs/bundling.ts';

const ROOT = join(import.meta.dirname, '../..');
const FORMAT = BUNDLING.format;
const ENDINGS = { cjs: 'cjs', esm: 'mjs' };
const COLD_IMPORTS = 9;

/** A function's bundle, made with the settings of the deployment. */
export interface Bundle {
  readonly handler: HandlerName;
  readonly file: string;
  readonly bytes: number;
  /** Paths of all files of which something is in it, from the root of the repository. */
  readonly inputs: readonly string[];
}

export interface MeasuredBundle {
  readonly handler: HandlerName;
  readonly kilobytes: number;
  /** From the start of the import to its end in a fresh process; the median of several. */
  readonly coldImportMs: number;
}

const bundle = async (handler: HandlerName, directory: string): Promise<Bundle> => {
  const file = join(directory, `${handler}.${ENDINGS[FORMAT]}`);
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`lambda/handlers/${handler}.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: FORMAT,
    minify: BUNDLING.minify,
    target: BUNDLING.target,
    mainFields: BUNDLING.mainFields,
    alias: REPLACED,
    metafile: true,
    logLevel: 'error',
  });
  const outputs = Object.values(metafile.outputs);
  const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { handler, file, bytes, inputs: used.map(([path]) => path) };
};

/** Bundles every deployed function and hands the bundles over; they are gone afterwards. */
export const withBundles = async <T>(use: (bundles: readonly Bundle[]) => Promise<T>): Promise<T> => {
  const directory = await mkdtemp(join(tmpdir(), 'hawthorn-bundles-'));
  try {
    return await use(await Promise.all(HANDLERS.map((handler) => bundle(handler, directory))));
  } finally {
    await rm(directory, { recursive: true });
  }
};

/** What AWS's runtime has in place before it loads a function. */
const IMPORT = `
  globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: { from: (stream) => stream } };
  const start = performance.now();
  await import(process.argv[1]);
  process.stdout.write(String(performance.now() - start));
  process.exit();
`;

/** Values that any function starts with. */
const SURROUNDINGS = {
  ...Object.fromEntries(
    [
      ENVIRONMENT.keysTable,
      ENVIRONMENT.vaultTable,
      ENVIRONMENT.stateTable,
      ENVIRONMENT.auditTable,
      ENVIRONMENT.limitsTable,
      ENVIRONMENT.spansTable,
    ].map((name) => [name, 'table']),
  ),
  [ENVIRONMENT.stateBucket]: 'bucket',
  [ENVIRONMENT.dataKeyId]: 'key',
  [ENVIRONMENT.providerSecrets]: 'hawthorn/providers/',
  [ENVIRONMENT.media]: 'block',
  [ENVIRONMENT.detector]: 'comprehend',
  [ENVIRONMENT.vaultDays]: '30',
  AWS_REGION: 'us-east-1',
};

const coldImport = async ({ file }: Bundle): Promise<number> => {
  const env = { ...process.env, ...SURROUNDINGS };
  const arguments_ = ['--input-type=module', '--eval', IMPORT, file];
  const { stdout } = await promisify(execFile)(process.execPath, arguments_, { env });
  return Number(stdout);
};

const measure = async (subject: Bundle): Promise<MeasuredBundle> => {
  const times: number[] = [];
  for (let run = 0; run < COLD_IMPORTS; run += 1) times.push(await coldImport(subject));
  const median = times.toSorted((a, b) => a - b)[Math.floor(COLD_IMPORTS / 2)] ?? Number.NaN;
  return {
    handler: subject.handler,
    kilobytes: Math.round(subject.bytes / 1000),
    coldImportMs: Math.round(median),
  };
};

/** Size and cold import time of every function's bundle, one after the other so that they don't disturb each other. */
export const measureBundles = (): Promise<readonly MeasuredBundle[]> =>
  withBundles(async (bundles) => {
    const measured: MeasuredBundle[] = [];
    for (const subject of bundles) measured.push(await measure(subject));
    return measured;
  });
