import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STAGES } from '../../lib/stages.ts';
import { runStageCommand } from '../../scripts/stages/run-stage-command.ts';
import type { StagePorts } from '../../scripts/stages/stage-ports.ts';
import { createFakeCdk } from '../support/fake-cdk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ACCOUNT = '111122223333';
const OUTPUTS = {
  'hawthorn-dev-data': { ProviderSecretsPrefix: 'hawthorn/dev/providers/', KeysTableName: 'keys-table' },
  'hawthorn-dev-gateway': { BaseUrl: 'https://abc.execute-api.us-east-1.amazonaws.com/dev/v1' },
};

let cdk: ReturnType<typeof createFakeCdk>;
beforeEach(() => {
  cdk = createFakeCdk();
});
afterEach(() => cdk.remove());

interface Given {
  /** What somebody types; nobody is at the terminal without it. */
  readonly typed?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly stages?: StagePorts['stages'];
}

const run = async (args: readonly string[], { typed, environment = {}, stages = STAGES }: Given = {}) => {
  const printed = { out: '', err: '' };
  const code = await runStageCommand(
    {
      stages,
      root: cdk.root,
      environment: {
        ...cdk.environment,
        FAKE_CDK_ACCOUNT: ACCOUNT,
        FAKE_CDK_OUTPUTS: JSON.stringify(OUTPUTS),
        ...environment,
      },
      terminal: {
        stdin: Object.assign(Readable.from(typed === undefined ? [] : [Buffer.from(typed)]), {
          isTTY: typed !== undefined,
        }),
        out: (text) => void (printed.out += text),
        err: (text) => void (printed.err += text),
        colours: false,
      },
    },
    args,
  );
  return { code, ...printed };
};

/** Said first, as the templates take a while. */
const beginning = (stages: string) => `Making and checking the templates of ${stages} …\n`;

const steps = () => cdk.calls().map(([step]) => step);

describe('a stage has to be named', () => {
  test.each(['deploy', 'diff', 'destroy'])('for %s', async (command) => {
    const { code, err } = await run([command]);
    expect(code).toBe(2);
    expect(err).toBe(
      `Which stage? npm run ${command} -- --stage NAME. Those in lib/stages.ts are: dev, prod.\n`,
    );
    expect(cdk.calls()).toEqual([]);
  });

  test.each(['synth', 'deploy', 'diff', 'destroy'])('one that is there, for %s', async (command) => {
    const { code, err } = await run([command, '--stage', 'staging']);
    expect(code).toBe(2);
    expect(err).toBe('There is no stage "staging". The stages in lib/stages.ts are: dev, prod.\n');
    expect(cdk.calls()).toEqual([]);
  });

  test('whose settings are valid', async () => {
    const stages = STAGES.map((stage) => ({ ...stage, vaultDays: 0 }));
    const { code, err } = await run(['deploy', '--stage', 'dev'], { stages });
    expect(code).toBe(2);
    expect(err).toContain('→ at vaultDays');
    expect(cdk.calls()).toEqual([]);
  });
});

describe('arguments', () => {
  test.each([
    [[], 'The commands are synth, deploy, diff, destroy.'],
    [['rollback'], 'The commands are synth, deploy, diff, destroy.'],
    [['deploy', '--stage'], "Option '--stage <value>' argument missing"],
    [['deploy', '--stage', 'dev', '--force'], "Unknown option '--force'"],
    [['deploy', 'dev'], "Unexpected argument 'dev'"],
    [['synth', '--yes'], 'synth asks nothing and takes no --yes.'],
    [['diff', '--stage', 'dev', '--yes'], 'diff asks nothing and takes no --yes.'],
    [['synth', '--revert-drift'], 'synth takes no --revert-drift: that is for deploy.'],
    [['diff', '--stage', 'dev', '--revert-drift'], 'diff takes no --revert-drift: that is for deploy.'],
    [['destroy', '--stage', 'dev', '--revert-drift'], 'destroy takes no --revert-drift: that is for deploy.'],
  ])('%j are refused', async (args, words) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(cdk.calls()).toEqual([]);
  });

  test.each(['synth', 'deploy', 'diff', 'destroy'])('%s --help tells how it is used', async (command) => {
    const { code, out } = await run([command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: npm run ${command} `);
    expect(cdk.calls()).toEqual([]);
  });
});

describe('synth', () => {
  test('writes all stages in one run, and says where in a line for each', async () => {
    const { code, out, err } = await run(['synth']);
    expect({ code, err }).toEqual({ code: 0, err: beginning('dev, prod') });
    expect(out).toBe(
      'dev: hawthorn-dev-data, hawthorn-dev-gateway for us-east-1, in cdk.out/all/\n' +
        'prod: hawthorn-prod-data, hawthorn-prod-gateway for us-east-1, in cdk.out/all/\n',
    );
    expect(cdk.calls()).toEqual([
      ['synth', '--quiet', '--context', 'stage=dev,prod', '--output', 'cdk.out/all'],
    ]);
  });

  test('or one', async () => {
    const { out } = await run(['synth', '--stage', 'prod']);
    expect(out).toBe('prod: hawthorn-prod-data, hawthorn-prod-gateway for us-east-1, in cdk.out/prod/\n');
  });

  test('fails with what was found', async () => {
    const { code, out, err } = await run(['synth'], { environment: { FAKE_CDK_FAILS: 'synth' } });
    expect(code).not.toBe(0);
    expect(out).toBe('');
    expect(err).toBe(
      `${beginning('dev, prod')}a rule found something\nNo templates for dev and prod: what is wrong stands above.\n`,
    );
  });

  test('passes warnings on, and no chatter', async () => {
    const warning = '[Warning at /hawthorn-dev-gateway/Api] look at this';
    const { code, err } = await run(['synth'], { environment: { FAKE_CDK_SAYS: warning } });
    expect({ code, err }).toEqual({ code: 0, err: `${beginning('dev, prod')}${warning}\n` });
  });

  test('says so where the CDK is not installed', async () => {
    const { code, err } = await run(['synth'], { environment: { PATH: cdk.root } });
    expect({ code, err }).toEqual({
      code: 2,
      err: `${beginning('dev, prod')}There is no cdk. Run npm ci, then the command with npm.\n`,
    });
  });
});

describe('deploy', () => {
  test('deploys the templates that were checked, into the account that was shown', async () => {
    const { code, out } = await run(['deploy', '--stage', 'dev']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /account +111122223333\n +region +us-east-1\n +stacks +hawthorn-dev-data, hawthorn-dev/,
    );
    const [synth, deploy] = cdk.calls();
    expect(synth).toEqual([
      ...['synth', '--quiet', '--context', 'stage=dev', '--output', 'cdk.out/dev'],
      ...['--app', 'node scripts/stages/told-app.ts'],
    ]);
    expect(deploy).toEqual([
      ...['deploy', '--all', '--app', 'cdk.out/dev', '--outputs-file', 'cdk.out/dev.outputs.json'],
      ...['--require-approval', 'broadening'],
    ]);
  });

  test('says what is left to do, under the real names', async () => {
    const { out } = await run(['deploy', '--stage', 'dev']);
    const [, left = ''] = out.split('Deployed.');
    expect(left).toContain('base_url to https://abc.execute-api.us-east-1.amazonaws.com/dev/v1\n');
    expect(left).toContain('--region us-east-1 --secret-id hawthorn/dev/providers/openai --secret-string');
    expect(left).toContain('npx hawthorn keys create --stage dev --region us-east-1');
    expect(left).toContain('npm run smoke -- --url https://abc.execute-api.us-east-1.amazonaws.com/dev/v1 ');
    expect(left).not.toContain('Confirm');
  });

  test('where alarms go to somebody, that they have to confirm', async () => {
    const { out } = await run(['deploy', '--stage', 'prod']);
    expect(out).toContain('1. Confirm the message that AWS sends to oncall@hospital.example');
  });

  test('shows before, what a deployment can not take back', async () => {
    const { out } = await run(['deploy', '--stage', 'prod']);
    expect(out).toContain('locked for 2192 days under compliance, which nobody can lift');
  });

  test('shows before, how much of the account it takes', async () => {
    const reserving = await run(['deploy', '--stage', 'prod']);
    expect(reserving.out).toMatch(
      /functions +440 concurrent runs reserved: needs a Lambda quota of at least 540\n/,
    );
    const sharing = await run(['deploy', '--stage', 'dev']);
    expect(sharing.out).not.toContain('quota');
  });

  test('asks nothing of a pipeline', async () => {
    await run(['deploy', '--stage', 'dev', '--yes']);
    expect(cdk.calls().at(-1)?.slice(-2)).toEqual(['--require-approval', 'never']);
  });

  test('puts back what was changed past CloudFormation only when told, as somebody may need the change', async () => {
    await run(['deploy', '--stage', 'dev']);
    expect(cdk.calls().at(-1)).not.toContain('--revert-drift');
    await run(['deploy', '--stage', 'dev', '--revert-drift', '--yes']);
    expect(cdk.calls().at(-1)?.slice(-3)).toEqual(['--require-approval', 'never', '--revert-drift']);
  });

  test('asks for it by an option that the pinned CDK has', () => {
    const pinned = join(import.meta.dirname, '../../node_modules/.bin/cdk');
    const { stdout } = spawnSync(pinned, ['deploy', '--help'], { encoding: 'utf8' });
    expect(stdout).toContain('--revert-drift');
  });

  test('deploys nothing in which a rule found something', async () => {
    const { code } = await run(['deploy', '--stage', 'dev'], { environment: { FAKE_CDK_FAILS: 'synth' } });
    expect(code).not.toBe(0);
    expect(steps()).toEqual(['synth']);
  });

  test('claims nothing when it failed', async () => {
    const { code, out } = await run(['deploy', '--stage', 'dev'], {
      environment: { FAKE_CDK_FAILS: 'deploy' },
    });
    expect(code).toBe(1);
    expect(out).not.toContain('Deployed');
  });
});

describe('without usable credentials', () => {
  test.each([
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'],
  ])('half a key is not tried: %s alone', async (given, missing) => {
    const { code, err } = await run(['deploy', '--stage', 'dev'], { environment: { [given]: 'made-up' } });
    expect({ code, err }).toEqual({
      code: 2,
      err: `AWS credentials are incomplete: ${missing} is missing.\n`,
    });
    expect(cdk.calls()).toEqual([]);
  });

  test.each([
    [{}, 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'],
    [{ AWS_PROFILE: 'clinic' }, 'the profile clinic (AWS_PROFILE) has none that AWS takes; sign in again.'],
    [
      { AWS_ACCESS_KEY_ID: 'made-up', AWS_SECRET_ACCESS_KEY: 'made-up' },
      'AWS did not take AWS_ACCESS_KEY_ID, or could not be reached.',
    ],
  ])('nothing is deployed, compared or deleted: %j', async (given, words) => {
    const environment = { ...given, FAKE_CDK_ACCOUNT: '' };
    for (const command of ['deploy', 'diff', 'destroy']) {
      const { code, err } = await run([command, '--stage', 'dev'], { environment, typed: 'dev\n' });
      expect(code).toBe(2);
      expect(err).toContain(words);
      expect(err.replace(beginning('dev'), '').trimEnd().split('\n')).toHaveLength(1);
    }
    expect(steps()).toEqual(['synth', 'synth', 'synth']);
  });
});

test('diff compares the templates that were checked', async () => {
  const { code, out } = await run(['diff', '--stage', 'prod']);
  expect(code).toBe(0);
  expect(out).toBe('prod against account 111122223333, us-east-1\n');
  expect(cdk.calls().at(-1)).toEqual(['diff', '--all', '--app', 'cdk.out/prod']);
});

describe('destroy', () => {
  test.each([[[]], [['--yes']]])(
    'refuses a stage that keeps its data, and says what to do: %j',
    async (more) => {
      const { code, err } = await run(['destroy', '--stage', 'prod', ...more], { typed: 'prod\n' });
      expect(code).toBe(2);
      expect(err).toContain("The stage prod keeps its data (data: 'retain')");
      expect(err).toMatch(/delete the stack hawthorn-prod-operations.*, then hawthorn-prod-gateway;/);
      expect(cdk.calls()).toEqual([]);
    },
  );

  test('says what remains, and deletes when the name of the stage was typed', async () => {
    const { code, out } = await run(['destroy', '--stage', 'dev'], { typed: 'dev\n' });
    expect(code).toBe(0);
    expect(out).toContain('This deletes hawthorn-dev-data, hawthorn-dev-gateway in account 111122223333');
    expect(out).toContain('What remains');
    expect(cdk.calls().at(-1)).toEqual(['destroy', '--all', '--force', '--app', 'cdk.out/dev']);
  });

  test.each(['yes\n', 'DEV\n', '\n', ''])('deletes nothing when %j was typed', async (typed) => {
    const { code, err } = await run(['destroy', '--stage', 'dev'], { typed });
    expect({ code, err }).toEqual({ code: 2, err: `${beginning('dev')}Nothing was deleted.\n` });
    expect(steps()).toEqual(['synth']);
  });

  test('nor when nobody is there to confirm, unless it was told before', async () => {
    const asked = await run(['destroy', '--stage', 'dev']);
    expect(asked.code).toBe(2);
    expect(asked.err).toContain('Give --yes');
    expect(steps()).toEqual(['synth']);
    const told = await run(['destroy', '--stage', 'dev', '--yes']);
    expect(told.code).toBe(0);
    expect(steps()).toEqual(['synth', 'synth', 'destroy']);
  });
});

test('the app that deployments run tells the account that the CDK found, then is the app', () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'account');
  const { status, stderr } = spawnSync(process.execPath, ['scripts/stages/told-app.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      HAWTHORN_ACCOUNT_FILE: file,
      CDK_DEFAULT_ACCOUNT: ACCOUNT,
      CDK_CONTEXT_JSON: JSON.stringify({ stage: 'staging' }),
    },
    encoding: 'utf8',
  });
  expect(readFileSync(file, 'utf8')).toBe(ACCOUNT);
  expect(stderr).toBe('There is no stage "staging". The stages in lib/stages.ts are: dev, prod.\n');
  expect(status).toBe(1);
  folder.remove();
});
