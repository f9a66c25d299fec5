import { PolicyError } from '../../lambda/access/dlp-policy.ts';
import { setPolicy } from '../../lambda/access/set-policy.ts';
import { type Terminal, UsageError } from '../command.ts';
import { onlyOne, readArguments, runVerb, type Verb } from '../read-arguments.ts';
import { readInput } from '../read-input.ts';
import { TARGET_HELP, TARGET_OPTIONS, withTarget } from '../target/target.ts';
import { readTenant } from '../tenant-option.ts';

const OPTIONS = { ...TARGET_OPTIONS, tenant: { type: 'string' } } as const;
const WAIT_MS = 30_000;

const HELP = `Usage: hawthorn policy get --tenant NAME [OPTIONS]
       hawthorn policy set --tenant NAME FILE [OPTIONS]

What a tenant takes for PHI, and what becomes of it (docs/policy.md). get prints the policy as JSON, or nothing where none
was set. set takes a file of JSON, or standard input for -; the policy holds after half a minute at the latest. The audit
has a record of the change before it holds, in which terms are counted and not named.

${TARGET_HELP}`;

const getVerb: Verb = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS, HELP);
    if (positionals.length > 0) throw new UsageError(HELP.trimEnd());
    const tenant = readTenant(values.tenant);
    await withTarget(values, async ({ place, policies }) => {
      const stored = await policies.find(tenant, AbortSignal.timeout(WAIT_MS));
      if (stored === undefined) {
        terminal.err(`${tenant} has no policy in ${place.name}: what holds by default does.\n`);
        return;
      }
      terminal.err(`Set by ${stored.changedBy} at ${stored.changedAt}.\n`);
      terminal.out(`${JSON.stringify(stored.policy, null, 2)}\n`);
    });
  },
};

const readPolicy = async (file: string, terminal: Terminal): Promise<unknown> => {
  const { name, text } = await readInput(file, terminal);
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says would quote the file.
    throw new UsageError(`${name}: no JSON.`);
  }
};

const setVerb: Verb = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS, HELP);
    const tenant = readTenant(values.tenant);
    const policy = await readPolicy(onlyOne(positionals, HELP), terminal);
    await withTarget(values, async ({ place, policies, audit }) => {
      const deps = { store: policies, audit, clock: Date.now };
      const change = { tenant, policy, changedBy: place.changedBy };
      try {
        const outcome = await setPolicy(deps, change, AbortSignal.timeout(WAIT_MS));
        terminal.err(
          outcome === 'unchanged'
            ? `${tenant} had this policy already.\n`
            : `The policy of ${tenant} in ${place.name} holds after half a minute at the latest.\n`,
        );
      } catch (error) {
        throw error instanceof PolicyError ? new UsageError(error.message) : error;
      }
    });
  },
};

/** `hawthorn policy`: what a tenant decides about its own texts. */
export const runPolicy = (args: readonly string[], terminal: Terminal): Promise<number> =>
  runVerb(
    new Map([
      ['get', getVerb],
      ['set', setVerb],
    ]),
    HELP,
    args,
    terminal,
  );
