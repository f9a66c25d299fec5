import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/**
 * When a process started, in Linux's own count; empty where there is no such thing, and for a dead process that
 * nobody has reaped, as happens in containers. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
const startOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return /[ZXx]/.test(state) ? '' : (fields[18] ?? '');
  } catch {
    return '';
  }
};

/** Process ids are used again, above all in containers; together with the start they aren't. */
const isRunning = (pid: number, start: string): boolean =>
  exists(pid) && (start === '' || startOf(pid) === start);

const write = (file: string): boolean => {
  try {
    const { pid } = process;
    writeFileSync(file, `${pid} ${startOf(pid)}`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
};

const fileIn = (folder: string): string => join(folder, 'running.pid');

/** The process that has locked the folder and still runs. */
export const lockedBy = (folder: string): number | undefined => {
  let text: string;
  try {
    text = readFileSync(fileIn(folder), 'utf8');
  } catch {
    return undefined;
  }
  const [id, start = ''] = text.split(' ');
  const pid = Number(id);
  return pid !== process.pid && pid > 0 && isRunning(pid, start) ? pid : undefined;
};

/**
 * Keeps a second process out of a state folder: the database inside would otherwise end it without a word. A lock
 * whose process is gone, as after `kill -9`, is taken over. Gives the function that opens the lock again.
 */
export const lockFolder = (folder: string): (() => void) => {
  const file = fileIn(folder);
  if (!write(file)) {
    const pid = lockedBy(folder);
    if (pid !== undefined)
      throw new Error(`The state folder is in use by process ${pid}. If that is not so, delete ${file}.`);
    rmSync(file, { force: true });
    if (!write(file)) throw new Error('The state folder could not be locked.');
  }
  return () => {
    rmSync(file, { force: true });
  };
};
