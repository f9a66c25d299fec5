import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../../../local/aws/folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawthorn-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (): string => join(folder, 'running.pid');
const MODULE = new URL('../../../../local/aws/folder-lock.ts', import.meta.url).href;

/** Another process that holds the lock until it is killed. */
const startHolder = async () => {
  const script = `import { lockFolder } from '${MODULE}'; lockFolder(process.argv[1]); console.log('locked'); setInterval(() => {}, 1e6);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script, folder]);
  await once(holder.stdout, 'data');
  return {
    pid: holder.pid,
    kill: async () => {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    },
  };
};

describe('lockFolder', () => {
  it('keeps another process out as long as its holder lives, also one that was killed', async () => {
    const holder = await startHolder();
    expect(() => lockFolder(folder)).toThrow(`in use by process ${holder.pid}`);
    await holder.kill();
    expect(() => lockFolder(folder)).not.toThrow();
    expect(readFileSync(file(), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  });

  it('can be opened again', () => {
    lockFolder(folder)();
    expect(() => readFileSync(file())).toThrow('ENOENT');
  });

  it.runIf(process.platform === 'linux')('takes over from a process whose id somebody else has now', () => {
    writeFileSync(file(), '1 0');
    expect(() => lockFolder(folder)).not.toThrow();
  });

  it.each(['', 'x', '0'])('takes over a lock that says %j', (text) => {
    writeFileSync(file(), text);
    expect(() => lockFolder(folder)).not.toThrow();
  });
});
