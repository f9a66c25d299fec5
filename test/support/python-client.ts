import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Goes with `node_modules`, so that it is outside of what git tracks. */
const CACHE = folder('../../node_modules/.cache/hawthorn-python');
const SCRIPTS = folder('../conformance/clients/python');
const REQUIREMENTS = join(SCRIPTS, 'requirements.txt');

const INSTALL_MS = 240_000;

/** What a script returned, or which exception it raised; the fields of OpenAI's exceptions stand beside it. */
type Outcome =
  | { readonly returned: Readonly<Record<string, unknown>> }
  | { readonly raised: string; readonly message: string };

export interface PythonClient {
  /** Runs a function of a script, such as `text.create`. */
  outcome(script: string, given: object): Promise<Outcome>;
  /** The same, for what must not fail. */
  returned(script: string, given: object): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

const interpreterIn = (environment: string): string =>
  process.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');

/** One environment for each set of packages and each Python; a new one is built aside and then put in its place. */
const environmentFor = async (): Promise<string> => {
  const { stdout: version } = await run('python3', ['-c', 'import sys; print(sys.version, sys.base_prefix)']);
  const requirements = await readFile(REQUIREMENTS, 'utf8');
  const name = createHash('sha256').update(version).update(requirements).digest('hex').slice(0, 16);
  const environment = join(CACHE, name);
  if (existsSync(environment)) return environment;
  const aside = `${environment}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', aside], { timeout: INSTALL_MS });
    const install = ['-m', 'pip', 'install', '--quiet', '--retries=2', '--only-binary=:all:'];
    await run(interpreterIn(aside), [...install, '-r', REQUIREMENTS], { timeout: INSTALL_MS });
    await rename(aside, environment);
  } catch (error) {
    // Another run of the tests may have been faster.
    if (!existsSync(environment)) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return environment;
};

const whyNot = (error: unknown): string =>
  error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? error.name) : String(error);

/**
 * The Python that has the official client: from the cache, or built now, which needs Python with `venv` and a package
 * index. Where they are missing the tests that need it are skipped, loudly.
 */
export const findPython = async (): Promise<{ readonly python: string } | { readonly missing: string }> => {
  try {
    return { python: interpreterIn(await environmentFor()) };
  } catch (error) {
    const missing = `No virtual environment with Python's openai could be made: ${whyNot(error)}`;
    process.stderr.write(`\n!!! SKIPPED: the tests of the Python client. ${missing}\n\n`);
    return { missing };
  }
};

/** Starts the official client in a Python process that does one thing after the other. */
export const startPythonClient = (
  python: string,
  { baseURL, key }: { readonly baseURL: string; readonly key: string },
): PythonClient => {
  const child = spawn(python, [join(SCRIPTS, 'serve.py')], {
    // Nothing of the surroundings: no proxy and no key of a developer.
    env: { HAWTHORN_URL: baseURL, HAWTHORN_KEY: key, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const outcome = async (script: string, given: object): Promise<Outcome> => {
    child.stdin.write(`${JSON.stringify({ script, given })}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error('Python has ended.');
    return JSON.parse(line.value) as Outcome;
  };
  return {
    outcome,
    returned: async (script, given) => {
      const told = await outcome(script, given);
      if ('returned' in told) return told.returned;
      throw new Error(`${script} raised ${told.raised}: ${told.message}`);
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
};
