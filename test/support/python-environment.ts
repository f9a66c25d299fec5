import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Goes with `node_modules`, so that it is outside of what git tracks. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/hawthorn-python', import.meta.url));
const INSTALL_MS = 240_000;

const interpreterIn = (environment: string): string =>
  process.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');

/** One environment for each set of packages and each Python; a new one is built aside and then put in its place. */
const environmentFor = async (requirementsFile: string): Promise<string> => {
  const { stdout: version } = await run('python3', ['-c', 'import sys; print(sys.version, sys.base_prefix)']);
  const requirements = await readFile(requirementsFile, 'utf8');
  const name = createHash('sha256').update(version).update(requirements).digest('hex').slice(0, 16);
  const environment = join(CACHE, name);
  if (existsSync(environment)) return environment;
  const aside = `${environment}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', aside], { timeout: INSTALL_MS });
    const install = ['-m', 'pip', 'install', '--quiet', '--retries=2', '--only-binary=:all:'];
    await run(interpreterIn(aside), [...install, '-r', requirementsFile], { timeout: INSTALL_MS });
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

export type FoundPython = { readonly python: string } | { readonly missing: string };

/**
 * A Python that has certain packages: from the cache, or built now, which needs Python with `venv` and a package index.
 * Where they are missing the tests that need it are skipped, loudly.
 *
 * @param tests which these are, such as `the tests of the Python client`
 */
export const pythonWith = async (requirementsFile: string, tests: string): Promise<FoundPython> => {
  try {
    return { python: interpreterIn(await environmentFor(requirementsFile)) };
  } catch (error) {
    const missing = `No virtual environment with ${requirementsFile} could be made: ${whyNot(error)}`;
    process.stderr.write(`\n!!! SKIPPED: ${tests}. ${missing}\n\n`);
    return { missing };
  }
};
