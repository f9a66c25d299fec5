import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const write = (file: string): boolean => {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
};

/**
 * Keeps a second process out of a state folder: the database inside would otherwise end it without a word. A lock
 * whose process is gone, as after `kill -9`, is taken over. Gives the function that opens the lock again.
 */
export const lockFolder = (folder: string): (() => void) => {
  const file = join(folder, 'running.pid');
  if (!write(file)) {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid !== process.pid && pid > 0 && isRunning(pid)) {
      throw new Error(`The state folder is in use by process ${pid}. If that is not so, delete ${file}.`);
    }
    rmSync(file);
    if (!write(file)) throw new Error('The state folder could not be locked.');
  }
  return () => {
    rmSync(file, { force: true });
  };
};
