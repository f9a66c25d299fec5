import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** An object as it rests on disk. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly modifiedAt: Date;
}

/** Objects in files of a folder that only their owner can read. */
export interface ObjectFiles {
  /** Durable when it resolves; a crash leaves the old object or the new one, never a half. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  read(key: string): Promise<StoredObject | undefined>;
  remove(key: string): Promise<void>;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A key may hold anything, dots and slashes too, and be longer than a file's name. */
const fileOf = (folder: string, key: string): string =>
  join(folder, createHash('sha256').update(key).digest('hex'));

export const createObjectFiles = (folder: string): ObjectFiles => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    async write(key, bytes) {
      const path = fileOf(folder, key);
      const temporary = `${path}.${randomUUID()}`;
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    },
    async read(key) {
      const path = fileOf(folder, key);
      try {
        const [bytes, { mtime }] = await Promise.all([readFile(path), stat(path)]);
        return { bytes, modifiedAt: mtime };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async remove(key) {
      await rm(fileOf(folder, key), { force: true });
    },
  };
};
