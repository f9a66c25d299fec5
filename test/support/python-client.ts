import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type FoundPython, pythonWith } from './python-environment.ts';

const SCRIPTS = fileURLToPath(new URL('../conformance/clients/python', import.meta.url));
const REQUIREMENTS = join(SCRIPTS, 'requirements.txt');

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

/** The Python that has the official client. */
export const findPython = (): Promise<FoundPython> =>
  pythonWith(REQUIREMENTS, 'the tests of the Python client');

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
