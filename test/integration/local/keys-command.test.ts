import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../support/run-command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { copied, type RunningGateway, runGateway } from './running-gateway.ts';

const KEY = /^hwk_test_([0-9a-z]{12})_[0-9A-Za-z]{43}\n$/;

let state: ReturnType<typeof temporaryFolder>;
let running: RunningGateway[];

beforeEach(() => {
  state = temporaryFolder();
  running = [];
});
afterEach(async () => {
  for (const gateway of running) gateway.process.kill('SIGKILL');
  await Promise.all(running.map((gateway) => gateway.ended()));
  state.remove();
});

const start = async (): Promise<RunningGateway> => {
  const gateway = runGateway({ HAWTHORN_STATE: state.path });
  running.push(gateway);
  await gateway.printed('Ctrl-C stops the gateway.');
  return gateway;
};

const hawthorn = (args: string, environment = {}, stdin = '') =>
  runCommand(args.split(' '), { HAWTHORN_STATE: state.path, ...environment }, stdin);

const models = (baseURL: string, key: string) =>
  fetch(`${baseURL}/models`, { headers: { authorization: `Bearer ${key.trim()}` } });

describe('hawthorn keys', () => {
  it('makes a key for a gateway that runs, and prints nothing else to standard output', async () => {
    const { baseURL } = copied((await start()).output());
    const { code, out, err } = await hawthorn(
      'keys create --tenant st-clinic --role clinician --expires 90d --requests-per-minute 60 --label ward-3',
    );
    expect(code).toBe(0);
    expect(out).toMatch(KEY);
    expect(err).toMatch(/^Key \w{12} of st-clinic \(clinician\) in the laptop’s state works after 5 seconds/);
    expect(err).not.toContain(out.trim());
    expect((await models(baseURL, out)).status).toBe(200);
    const listed = await hawthorn('keys list --tenant st-clinic');
    expect(listed.out).toMatch(/^\w{12} +st-clinic +clinician +active +kept +2\S+ +2\S+ +ward-3$/m);
    expect(listed.out.split('\n')).toHaveLength(3);
  });

  it('makes a key while no gateway runs, which the next one takes; one disabled meanwhile it does not', async () => {
    const first = await hawthorn('keys create --tenant st-clinic --role analyst');
    const other = await hawthorn('keys create --tenant st-clinic --role analyst');
    const [, id = ''] = KEY.exec(other.out) ?? [];
    expect((await hawthorn(`keys disable ${id}`)).err).toContain('refused after a minute');
    const { baseURL } = copied((await start()).output());
    expect((await models(baseURL, first.out)).status).toBe(200);
    expect((await models(baseURL, other.out)).status).toBe(401);
    const lines = (await hawthorn('keys list --json')).out.trim().split('\n');
    const listed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(listed.map(({ tenant, status }) => [tenant, status])).toEqual([
      ['st-clinic', 'active'],
      ['st-clinic', 'disabled'],
      ['local', 'active'],
    ]);
    expect(listed.some((key) => 'secretHash' in key)).toBe(false);
  });

  it('finds the state of a gateway that was killed', async () => {
    const gateway = await start();
    gateway.process.kill('SIGKILL');
    await gateway.ended();
    expect((await hawthorn('keys list')).out).toMatch(/ local +clinician +active /);
  });

  it.each([
    ['keys disable a1b2c3d4e5f6', 'There is no key a1b2c3d4e5f6'],
    ['keys list --stage dev --region us-east-1', 'There are no AWS credentials here.'],
  ])('says what is wrong: %s', async (args, says) => {
    const { code, out, err } = await hawthorn(args, { HOME: state.path });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
    expect(err).not.toContain('_secret');
  });

  it('does not make a state where there is none', async () => {
    const { code, err } = await hawthorn('keys list', { HAWTHORN_STATE: join(state.path, 'nowhere') });
    expect([code, err]).toEqual([2, expect.stringContaining('Run npm start once')]);
  });
});

describe('hawthorn keys, on any DynamoDB', () => {
  it('says which table is missing, and changes nothing', async () => {
    await start();
    const file = join(state.path, 'running-aws.json');
    const { default: aws } = (await import(file, { with: { type: 'json' } })) as {
      default: Record<string, string>;
    };
    const where = `--region us-east-1 --endpoint ${aws['AWS_ENDPOINT_URL_DYNAMODB']}`;
    const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    const create = (tables: string) =>
      hawthorn(`keys create --tenant a --role auditor ${tables} ${where}`, credentials);
    const noAudit = await create('--keys-table hawthorn-keys --audit-table no-such-table');
    expect(noAudit).toEqual({
      code: 2,
      out: '',
      err: 'There is no such thing as the table no-such-table.\n',
    });
    expect((await hawthorn('keys list --tenant a')).out.split('\n')).toHaveLength(2);
    const good = await create('--keys-table hawthorn-keys --audit-table hawthorn-audit');
    expect(good.out).toMatch(/^hwk_live_/);
  });
});

describe('hawthorn policy', () => {
  it('sets what holds for a tenant, from standard input too, and shows it', async () => {
    await start();
    const args = 'policy set --tenant st-clinic -';
    const set = await hawthorn(args, {}, '{"profile": "strict", "deny": ["Quennelworth"]}');
    expect(set).toMatchObject({ code: 0, out: '', err: expect.stringContaining('half a minute') as string });
    expect((await hawthorn('policy get --tenant st-clinic')).out).toContain('"profile": "strict"');
    const wrong = await hawthorn(args, {}, '{"profile": "lax"}');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('profile') as string });
    const none = await hawthorn('policy get --tenant other');
    expect(none).toMatchObject({ code: 0, out: '', err: expect.stringContaining('no policy') as string });
  });
});
