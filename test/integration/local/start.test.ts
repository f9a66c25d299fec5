import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemoProvider } from '../../../local/demo-provider/start-demo-provider.ts';
import type { ReceivedRequest } from '../../../local/received-request.ts';
import { copied, type RunningGateway, runGateway } from './running-gateway.ts';

const READY = 'Ctrl-C stops the gateway.';
const KEY = `hwk_test_${'a1'.repeat(6)}_${'A'.repeat(43)}`;
const TOKEN = /NAME_[0-9A-Z]{6}/;

let state: string;
let running: RunningGateway[];

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'hawthorn-start-'));
  running = [];
});
afterEach(async () => {
  for (const gateway of running) gateway.process.kill('SIGKILL');
  await Promise.all(running.map((gateway) => gateway.ended()));
  rmSync(state, { recursive: true });
});

const run = (environment: Record<string, string> = {}, args: readonly string[] = []): RunningGateway => {
  const gateway = runGateway({ HAWTHORN_STATE: state, ...environment }, args);
  running.push(gateway);
  return gateway;
};

const start = async (environment: Record<string, string> = {}) => {
  const gateway = run(environment);
  await gateway.printed(READY);
  expect(gateway.errors()).toBe('');
  return { gateway, ...copied(gateway.output()) };
};

/** Asks about a patient in a session of its own, so that the token depends on nothing but what rests in the state. */
const ask = async ({ baseURL, apiKey }: { baseURL: string; apiKey: string }): Promise<string> => {
  const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
  const { choices } = await client.chat.completions.create(
    { model: 'standard', messages: [{ role: 'user', content: 'Write to Jane Roe, MRN 48215733.' }] },
    { headers: { 'x-hawthorn-session': 'visit-1' } },
  );
  return choices[0]?.message.content ?? '';
};

/** The left side of the view: what the provider received. */
const tokenShown = async (gateway: RunningGateway): Promise<string | undefined> => {
  await gateway.printed('user: Write to');
  return TOKEN.exec(gateway.output().slice(gateway.output().indexOf('user: Write to')))?.[0];
};

describe('npm start', () => {
  it('needs nothing, and its curl line works when pasted into a shell', async () => {
    const { gateway, baseURL, apiKey } = await start();
    expect(baseURL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect(apiKey).toMatch(/^hwk_test_/);
    const line = /^curl [\s\S]+?}'$/m.exec(gateway.output())?.[0] ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-c', `${line} --silent`]);
    expect(stdout).toMatch(/^data: \{[\s\S]+\n\ndata: \[DONE\]\n\n$/);
    const text = [...stdout.matchAll(/"delta":\{"content":"((?:[^"\\]|\\.)*)"/g)]
      .map(([, piece]) => piece)
      .join('');
    expect(text).toContain('Jane Roe');
    expect(text).not.toMatch(TOKEN);
  });

  it('shows what the provider received beside what the client got, and keeps PHI out of the log', async () => {
    const { gateway, ...access } = await start();
    expect(await ask(access)).toContain('Jane Roe');
    expect(await tokenShown(gateway)).toMatch(TOKEN);
    expect(gateway.output()).toContain('PHI NAME=1, ID=1');
    expect(gateway.output()).toContain('Jane Roe in the record');
    const log = readFileSync(join(state, 'functions.log'), 'utf8');
    expect(log).toContain('request_finished');
    expect(log).not.toMatch(/Jane|Roe|48215733/);
  });

  it('goes to the real provider when there is a key for it', async () => {
    const received: ReceivedRequest[] = [];
    const provider = await startDemoProvider({ onReceived: (request) => received.push(request) });
    const { gateway, ...access } = await start({
      OPENAI_API_KEY: 'sk-made-up',
      OPENAI_BASE_URL: `${provider.baseUrl}/`,
    });
    expect(gateway.output()).toContain(`provider   ${provider.baseUrl}\n`);
    expect(await ask(access)).toContain('Jane Roe');
    expect(await tokenShown(gateway)).toMatch(TOKEN);
    expect(received).toHaveLength(1);
    expect(received[0]?.body).toMatch(TOKEN);
    expect(received[0]?.body).not.toMatch(/Jane|Roe|48215733/);
    await provider.close();
  });

  it('keeps keys and tokens when it is killed and started again', async () => {
    const first = await start();
    await ask(first);
    const token = await tokenShown(first.gateway);
    first.gateway.process.kill('SIGKILL');
    await first.gateway.ended();
    const second = await start();
    expect(second.apiKey).toBe(first.apiKey);
    await ask(second);
    expect(await tokenShown(second.gateway)).toBe(token);
  });

  it('takes what counts as PHI from a file, and keeps it until another one is set', async () => {
    const file = join(state, 'policy.json');
    writeFileSync(file, '{"allow": ["Jane Roe"]}');
    const first = await start({ HAWTHORN_POLICY: file });
    await ask(first);
    await first.gateway.printed('user: Write to Jane Roe, MRN ID_');
    first.gateway.process.kill('SIGTERM');
    await first.gateway.ended();
    const second = await start();
    await ask(second);
    await second.gateway.printed('user: Write to Jane Roe, MRN ID_');
    expect(second.gateway.output()).toMatch(/user: Write to Jane Roe, MRN ID_/);
  });

  it('takes the key that the user chose, and writes it nowhere', async () => {
    const access = await start({ HAWTHORN_API_KEY: KEY });
    expect(access.apiKey).toBe(KEY);
    expect(await ask(access)).toContain('Jane Roe');
    expect(() => statSync(join(state, 'api-key'))).toThrow('ENOENT');
  });

  it('lets nobody else read its state', async () => {
    await start();
    expect(statSync(state).mode & 0o077).toBe(0);
    for (const file of ['api-key', 'kms.json', 'secrets.json', 'functions.log']) {
      expect([file, statSync(join(state, file)).mode & 0o077]).toEqual([file, 0]);
    }
  });
});

describe('the end', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('comes with %s, after answers under way', async (signal) => {
    const { gateway, baseURL, apiKey } = await start();
    const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
    const stream = await client.chat.completions.create({
      model: 'standard',
      stream: true,
      messages: [{ role: 'user', content: 'Write to Jane Roe.' }],
    });
    let text = '';
    for await (const chunk of stream) {
      // npm hands the terminal's signal on, so that it comes twice.
      if (text === '') for (let times = 0; times < 2; times += 1) gateway.process.kill(signal);
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(text).toContain('Jane Roe');
    expect(await gateway.ended()).toBe(0);
    expect(gateway.errors()).toBe('');
    expect(() => statSync(join(state, 'running.pid'))).toThrow('ENOENT');
  });
});

describe('what keeps it from starting', () => {
  it('is a port that is taken', async () => {
    const { baseURL } = await start();
    const { port } = new URL(baseURL);
    const second = run({ PORT: port, HAWTHORN_STATE: join(state, 'other') });
    expect(await second.ended()).toBe(1);
    expect(second.errors()).toBe(
      `Port ${port} is in use. Choose another: PORT=${Number(port) + 1} npm start\n`,
    );
  });

  it('is a state folder that is in use', async () => {
    await start();
    const second = run();
    expect(await second.ended()).toBe(1);
    expect(second.errors()).toContain('The state folder is in use by process');
  });

  it.each([
    [{ PORT: 'abc' }, [], 'PORT must be'],
    [{ HAWTHORN_PORT: '1' }, [], 'HAWTHORN_PORT is not a setting'],
    [{}, ['--port=1'], 'There is no option --port=1.'],
  ])('is a wrong setting: %o %o', async (environment, args, message) => {
    const gateway = run({ ...environment }, args);
    expect(await gateway.ended()).toBe(2);
    expect(gateway.errors()).toContain(message);
    expect(gateway.output()).toBe('');
  });

  it('is a policy that is wrong, or no file with one', async () => {
    const file = join(state, 'policy.json');
    writeFileSync(file, '{"deny": [{"term": "Quennelworth"}]}');
    const gateway = run({ HAWTHORN_POLICY: file, HAWTHORN_STATE: join(state, 'a') });
    expect(await gateway.ended()).toBe(2);
    expect(gateway.errors()).toContain('The policy is not valid: deny[0].type must be one of NAME,');
    const none = run({ HAWTHORN_POLICY: join(state, 'none.json'), HAWTHORN_STATE: join(state, 'b') });
    expect(await none.ended()).toBe(2);
    expect(none.errors()).toBe('HAWTHORN_POLICY must name a file that can be read.\n');
  });

  it('is a request for help', async () => {
    const gateway = run({}, ['--help']);
    expect(await gateway.ended()).toBe(0);
    expect(gateway.output()).toContain('Usage: npm start');
  });
});
