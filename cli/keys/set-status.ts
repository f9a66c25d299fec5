import type { ApiKeyRecord } from '../../lambda/access/api-key.ts';
import { setKeyStatus } from '../../lambda/access/change-keys.ts';
import { isKeyId } from '../../lambda/contract/tenant.ts';
import { UsageError } from '../command.ts';
import { onlyOne, readArguments, type Verb } from '../read-arguments.ts';
import { TARGET_HELP, TARGET_OPTIONS, withTarget } from '../target/target.ts';

const WAIT_MS = 30_000;

interface Words {
  readonly verb: string;
  readonly status: ApiKeyRecord['status'];
  readonly effect: string;
  readonly done: string;
}

/** Whoever gives the whole key by mistake is told so, without it being repeated. */
const readId = (text: string) => {
  if (isKeyId(text)) return text;
  throw new UsageError(
    'A key is named by its id: the 12 small letters or digits after hwk_live_ or hwk_test_.',
  );
};

const statusVerb = ({ verb, status, effect, done }: Words): Verb => {
  const help = `Usage: hawthorn keys ${verb} ID [OPTIONS]

${effect} The audit has a record of it before it happens, or it doesn't.

  ID                the 12 characters after hwk_live_ or hwk_test_, as hawthorn keys list shows them

${TARGET_HELP}`;
  return {
    help,
    async run(args, terminal) {
      const { values, positionals } = readArguments(args, TARGET_OPTIONS, help);
      const id = readId(onlyOne(positionals, help));
      await withTarget(values, async ({ place, ...ports }) => {
        const deps = { ...ports, changedBy: place.changedBy };
        const outcome = await setKeyStatus(deps, { id, status }, AbortSignal.timeout(WAIT_MS));
        if (outcome === 'unknown') throw new UsageError(`There is no key ${id} in ${place.name}.`);
        terminal.err(outcome === 'unchanged' ? `Key ${id} was ${status} already.\n` : `Key ${id} ${done}\n`);
      });
    },
  };
};

export const disableVerb = statusVerb({
  verb: 'disable',
  status: 'disabled',
  effect: 'Disables an API key: functions that know it refuse it after a minute at the latest.',
  done: 'is disabled; it is refused after a minute at the latest.',
});

export const enableVerb = statusVerb({
  verb: 'enable',
  status: 'active',
  effect: 'Enables an API key again, which works after a minute at the latest.',
  done: 'is enabled; it works after a minute at the latest.',
});
