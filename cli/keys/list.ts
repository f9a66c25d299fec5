import type { ListedKey } from '../../lambda/access/key-directory.ts';
import { UsageError } from '../command.ts';
import { readArguments, type Verb } from '../read-arguments.ts';
import { TARGET_HELP, TARGET_OPTIONS, withTarget } from '../target/target.ts';
import { readTenant } from '../tenant-option.ts';
import { printKeys, shown } from './print-keys.ts';

const HELP = `Usage: hawthorn keys list [--tenant NAME] [--json] [OPTIONS]

Lists API keys, the oldest first. Keys themselves aren't stored, so they can't be shown. It looks through the whole table,
which takes a right (dynamodb:Scan) that no function has.

  --tenant NAME     the keys of this tenant alone
  --json            a line of JSON for each key, with its limits

${TARGET_HELP}`;

const OPTIONS = {
  ...TARGET_OPTIONS,
  tenant: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const WAIT_MS = 120_000;

const madeAt = (key: ListedKey): string => (key.kind === 'key' ? key.record.createdAt : '');

/** A key that can't be read may be anybody's. */
const isOf = (key: ListedKey, tenant: string | undefined): boolean =>
  tenant === undefined || key.kind === 'malformed' || key.record.tenant === tenant;

const lineOf = (key: ListedKey): string =>
  `${JSON.stringify(key.kind === 'key' ? shown(key.record) : { id: key.id, status: 'malformed' })}\n`;

export const listVerb: Verb = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS, HELP);
    if (positionals.length > 0) throw new UsageError(HELP.trimEnd());
    const tenant = values.tenant === undefined ? undefined : readTenant(values.tenant);
    await withTarget(values, async ({ directory }) => {
      const keys: ListedKey[] = [];
      for await (const key of directory.list(AbortSignal.timeout(WAIT_MS)))
        if (isOf(key, tenant)) keys.push(key);
      keys.sort((one, other) => madeAt(one).localeCompare(madeAt(other)));
      terminal.out(values.json ? keys.map(lineOf).join('') : printKeys(keys, Date.now()));
    });
  },
};
