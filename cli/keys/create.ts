import { randomBytes } from 'node:crypto';
import { createKey } from '../../lambda/access/change-keys.ts';
import { UsageError } from '../command.ts';
import { readArguments, type Verb } from '../read-arguments.ts';
import { TARGET_HELP, TARGET_OPTIONS, withTarget } from '../target/target.ts';
import { readTerms, TERM_OPTIONS } from './key-terms.ts';

const HELP = `Usage: hawthorn keys create --tenant NAME --role ROLE [OPTIONS]

Makes an API key and prints it, once and alone, to standard output: KEY=$(npx hawthorn keys create …). Only its hash is
stored. The audit has a record of it before the key works, or there is no key.

  --tenant NAME     whose key it is: lower-case letters, digits, hyphens
  --role ROLE       clinician: may send PHI, which is tokenised
                    analyst: may use models, but not send PHI
                    auditor: may not use models
  --vault none      values live for the request only, and the audit keeps no text; else kept
  --expires WHEN    from then on it is refused: 90d, 2027-01-31 or 2027-01-31T08:00:00Z
  --label TEXT      what people call it; no PHI
  --max-output-tokens N
                    a higher max_tokens is lowered to it
  --requests-per-minute N, --requests-per-month N
                    what this key may ask for
  --tenant-requests-per-minute N, --tenant-requests-per-month N
                    refuses this key once the tenant's keys that have such a limit asked for so much together

${TARGET_HELP}`;

export const createVerb: Verb = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { ...TERM_OPTIONS, ...TARGET_OPTIONS }, HELP);
    if (positionals.length > 0) throw new UsageError(HELP.trimEnd());
    const terms = readTerms(values, Date.now());
    await withTarget(values, async ({ place, keys, audit }) => {
      const deps = { keys, audit, clock: Date.now, random: randomBytes, changedBy: place.changedBy };
      const { text, record } = await createKey(deps, { ...terms, environment: place.keys });
      terminal.err(
        `Key ${record.id} of ${record.tenant} (${record.role}) in ${place.name} works after 5 seconds at the latest. It is shown this once:\n`,
      );
      terminal.out(`${text.reveal()}\n`);
    });
  },
};
