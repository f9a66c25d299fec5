import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../cli/command.ts';
import type { Stage } from '../../lib/stage.ts';
import type { StagePorts } from './stage-ports.ts';
import { type Synthesised, synthesise } from './synthesise.ts';

const TOLD_APP = 'node scripts/stages/told-app.ts';

type Environment = StagePorts['environment'];

const isSet = (environment: Environment, name: string): boolean => (environment[name] ?? '') !== '';

const HALVES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

/** Half of a key is certain to fail, so nobody is asked. Throws `UsageError`. */
const refuseHalfCredentials = (environment: Environment): void => {
  const missing = HALVES.filter((name) => !isSet(environment, name));
  if (missing.length === 1 && !isSet(environment, 'AWS_PROFILE'))
    throw new UsageError(`AWS credentials are incomplete: ${missing.join()} is missing.`);
};

/** Why there may be no account, in one sentence. */
const explain = (environment: Environment): string => {
  if (isSet(environment, 'AWS_PROFILE'))
    return `AWS credentials are missing: the profile ${environment['AWS_PROFILE'] ?? ''} (AWS_PROFILE) has none that AWS takes; sign in again.`;
  if (isSet(environment, 'AWS_ACCESS_KEY_ID'))
    return 'AWS credentials are not usable: AWS did not take AWS_ACCESS_KEY_ID, or could not be reached.';
  return 'AWS credentials are missing: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
};

/** The templates of a stage, and the account that the CDK found. Throws `UsageError` when there is none. */
export const synthesiseForAccount = async (
  ports: StagePorts,
  stage: Stage,
): Promise<Synthesised & { readonly account: string }> => {
  refuseHalfCredentials(ports.environment);
  const folder = mkdtempSync(join(tmpdir(), 'hawthorn-account-'));
  try {
    const file = join(folder, 'account');
    const environment = { HAWTHORN_ACCOUNT_FILE: file };
    const synthesised = await synthesise(ports, [stage], { app: TOLD_APP, environment });
    const account = readFileSync(file, 'utf8');
    if (account === '') throw new UsageError(explain(ports.environment));
    return { ...synthesised, account };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
