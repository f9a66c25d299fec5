import { parseArgs } from 'node:util';
import { pickStage, type Stage } from '../../lib/stage.ts';
import { STAGES } from '../../lib/stages.ts';
import { runChecks } from './check.ts';
import { doorChecks } from './door-checks.ts';
import { createGatewayClient } from './gateway-client.ts';
import { phiChecks } from './phi-checks.ts';
import { HEAD, printResult, printSummary } from './print-results.ts';

const HELP = `Usage: npm run smoke -- --url URL --key KEY [--stage NAME] [--region REGION] [--model MODEL]

Proves of a running gateway what can't be proven without it, and prints a table. Sends made-up PHI and asks the model a few
times, which costs a little. Exit codes: 0 nothing failed (look at what was skipped), 1 something failed, 2 used wrongly.

  --url URL         BaseUrl of the deployment, or the laptop's base URL
  --key KEY         an API key of a clinician, such as hawthorn keys create prints; else HAWTHORN_API_KEY
  --stage NAME      looks into the account as well: Object Lock, tables, keys, logs, alarms; takes AWS credentials that may
                    read these. Where data is "destroy", and so the lock governance, it puts an object into the audit bucket,
                    tries to be rid of it, and removes it by stepping over the lock; without the right to that it says so,
                    and the object goes with its lock
  --region REGION   where the stage is, if not where lib/stages.ts says
  --model MODEL     the model to ask; standard if left out
`;

const OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  stage: { type: 'string' },
  region: { type: 'string' },
  model: { type: 'string', default: 'standard' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

class UsedWrongly extends Error {
  override readonly name = 'UsedWrongly';
}

const read = () => {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch {
    throw new UsedWrongly(HELP.trimEnd());
  }
};

/** As it stands in `lib/stages.ts`. */
const stageNamed = (name: string | undefined): Stage | undefined => {
  if (name === undefined) return undefined;
  try {
    return pickStage(STAGES, name);
  } catch (error) {
    throw new UsedWrongly(error instanceof Error ? error.message : 'There is no such stage.');
  }
};

const isLoopback = ({ hostname }: URL): boolean => /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname);

const main = async (): Promise<number> => {
  const { url, key = process.env['HAWTHORN_API_KEY'], region, model, help, ...named } = read();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const address = URL.parse(url ?? '');
  if (address === null || key === undefined || key === '') throw new UsedWrongly(HELP.trimEnd());
  const stage = stageNamed(named.stage);
  const client = createGatewayClient(address, key);
  const detector = isLoopback(address) ? 'local' : (stage?.detector ?? 'comprehend');
  const { accountChecks } = await import('./account-checks.ts');
  const checks = [
    ...doorChecks(client),
    ...phiChecks(client, { model, detector }),
    ...(await accountChecks(stage, region, client)),
  ];
  process.stdout.write(HEAD);
  const results = await runChecks(checks, (result) => void process.stdout.write(printResult(result)));
  process.stdout.write(printSummary(results));
  return results.some(({ result }) => result === 'FAILED') ? 1 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof UsedWrongly ? error.message : 'The smoke test itself failed.'}\n`);
  process.exitCode = 2;
}
