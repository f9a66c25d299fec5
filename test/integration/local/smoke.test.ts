import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { copied, type RunningGateway, runGateway } from './running-gateway.ts';

const SMOKE = join(import.meta.dirname, '../../../scripts/smoke/smoke.ts');
const state = temporaryFolder();
let gateway: RunningGateway;

beforeAll(async () => {
  gateway = runGateway({ HAWTHORN_STATE: state.path });
  await gateway.printed('Ctrl-C stops the gateway.');
});
afterAll(async () => {
  gateway.process.kill('SIGKILL');
  await gateway.ended();
  state.remove();
});

const smoke = (...args: readonly string[]) =>
  new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: state.path, AWS_EC2_METADATA_DISABLED: 'true' };
    execFile(process.execPath, [SMOKE, ...args], { env }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });

/** The results by check. */
const resultsIn = (out: string) =>
  Object.fromEntries(
    [...out.matchAll(/^(\S.*?) +(ok|FAILED|SKIPPED) +\d+ ms/gm)].map(([, name = '', result]) => [
      name,
      result,
    ]),
  );

describe('npm run smoke', () => {
  it('proves of the laptop what a laptop can do, and says loudly what it did not look at', async () => {
    const { baseURL, apiKey } = copied(gateway.output());
    const { code, out, err } = await smoke('--url', baseURL, '--key', apiKey, '--stage', 'dev');
    expect([code, err]).toEqual([0, '']);
    expect(resultsIn(out)).toMatchObject({
      ...{ health: 'ok', models: 'ok', 'unknown key': 'ok', 'unknown path': 'ok', 'body over 5 MB': 'ok' },
      ...{ chat: 'ok', responses: 'ok', 'chat, streamed': 'ok', 'responses, streamed': 'ok' },
      ...{ 'streams piece by piece': 'ok', 'stored response': 'ok', 'dry run and detector': 'ok' },
      ...{ TLS: 'SKIPPED', 'limits of the key': 'SKIPPED', 'audit bucket locked': 'SKIPPED' },
    });
    expect(out).toMatch(/SKIPPED +\d+ ms {2}There are no AWS credentials here/);
    expect(out).toContain('!!! NOT PROVEN, since skipped: TLS, ');
    expect(out).not.toContain(apiKey);
  });

  it('fails where anything does', async () => {
    const { baseURL } = copied(gateway.output());
    const { code, out } = await smoke(
      '--url',
      baseURL,
      '--key',
      `hwk_test_${'b'.repeat(12)}_${'B'.repeat(43)}`,
    );
    expect(code).toBe(1);
    expect(resultsIn(out)).toMatchObject({ health: 'ok', models: 'FAILED', chat: 'FAILED' });
    expect(out).toContain('!!! FAILED: models');
  });

  it.each([[[]], [['--url', 'nowhere', '--key', 'x']], [['--cake']]])(
    'says how it is used: %j',
    async (args) => {
      expect(await smoke(...args)).toMatchObject({
        code: 2,
        err: expect.stringContaining('Usage:') as string,
      });
    },
  );
});
