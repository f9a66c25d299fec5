import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** A small JSON document on disk that only its owner can read. */
export interface StateFile<T> {
  read(): T | undefined;
  /** Durable when it returns; a crash leaves the old document or the new one, never a half. */
  write(state: T): void;
}

/** `parse` checks what is read and throws on anything odd. */
export const createStateFile = <T>(path: string, parse: (raw: unknown) => T): StateFile<T> => ({
  read() {
    return existsSync(path) ? parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
  },
  write(state) {
    const temporary = `${path}.${randomUUID()}`;
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(file, JSON.stringify(state, null, 2));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  },
});
