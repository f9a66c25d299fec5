import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { InspectionReport } from '../../../lambda/gateway/inspection/report.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const COMMAND = join(import.meta.dirname, '../../../cli/launch.mjs');
const NOTE = '👩🏽‍⚕️ Patient Jane Roe, MRN 48215733, 67 years old.';
const SLOW = { timeout: 60_000 };

const folder = temporaryFolder();
afterAll(() => folder.remove());

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
};

/** Runs the command as a process of its own. */
const hawthorn = async (args: readonly string[], stdin = '') => {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: 'pipe' });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
  child.stdin.end(stdin);
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
};

const reportsIn = (out: string): InspectionReport[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as InspectionReport);

describe('hawthorn inspect', SLOW, () => {
  test('shows a text as it would go out, and what was found in it below', async () => {
    const { code, out, err } = await hawthorn(['inspect'], NOTE);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^👩🏽‍⚕️ Patient NAME_\w{6}, MRN ID_\w{6}, 67 years old\.$/m);
    expect(out).toMatch(/NAME +16–24 +"Jane Roe" → NAME_\w{6} {2}\[[a-z-]+, 0\.\d\d\]/);
    expect(out).toMatch(/"67" stays \(profile\)/);
    expect(out).toMatch(/would be sent {2}\(replaced: NAME=1, ID=1\)\n$/);
    expect(out).not.toContain('\u001b');
  });

  test('answers machines as the endpoint does, a line for each input', async () => {
    const body = { model: 'any-model', messages: [{ role: 'user', content: NOTE }] };
    const files = [file('note.txt', NOTE), file('chat.json', JSON.stringify(body))];
    const { code, out } = await hawthorn(['inspect', '--json', '--profile', 'strict', ...files]);
    expect(code).toBe(0);
    const [text, chat] = reportsIn(out);
    expect(text).toMatchObject({ object: 'phi.inspection', kind: 'texts', counts: { replaced: { AGE: 1 } } });
    expect(chat).toMatchObject({
      kind: 'chat.completions',
      provider: { model: 'any-model', path: '/chat/completions' },
      provider_body: { model: 'any-model', store: false },
    });
    expect(out).not.toContain('Roe');
  });

  test('follows a policy, and exits with 1 where something would be refused', async () => {
    const policy = file('policy.json', '{"actions": {"ID": "block"}, "allow": ["Jane Roe"]}');
    const { code, out } = await hawthorn(['inspect', '--policy', policy], NOTE);
    expect(code).toBe(1);
    expect(out).toMatch(/"Jane Roe" stays \(allow\)/);
    expect(out).toMatch(/"48215733" blocked by policy/);
    expect(out).toMatch(/would be refused with 403 dlp_blocked at input/);
  });

  test.each([
    ['a missing file', () => [join(folder.path, 'none.txt')], /none\.txt: there is no such file\.\n$/],
    ['a folder', () => [folder.path], /: a folder\.\n$/],
    ['a binary file', () => [file('scan.bin', Buffer.from([0xff, 0xd8, 0, 1]))], /no text in UTF-8\.\n$/],
    ['a file that is too large', () => [file('big.txt', 'a'.repeat(5_300_000))], /larger than 5 MB\.\n$/],
    ['a body that is wrong', () => [file('bad.json', '{"messages": []}')], /bad\.json: .+\(\w+\)\n$/],
    [
      'a policy that is wrong',
      () => ['--policy', file('p.json', '{"profile": "lax"}')],
      /profile must be one of/,
    ],
    ['an option that nobody knows', () => ['--colour'], /doesn't know one of these options/],
  ] as const)('says what is wrong with %s, and exits with 2', async (_, args, message) => {
    const { code, out, err } = await hawthorn(['inspect', ...args()], NOTE);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).not.toContain('Roe');
  });

  test('helps', async () => {
    expect(await hawthorn(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/inspect/) as string,
    });
    expect(await hawthorn(['inspect', '-h'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/--policy FILE/) as string,
    });
    expect(await hawthorn(['discharge'])).toMatchObject({ code: 2, out: '' });
  });
});
