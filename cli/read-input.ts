import { readFile, stat } from 'node:fs/promises';
import { type Terminal, UsageError } from './command.ts';

/** As much as the gateway takes. */
const MAX_BYTES = 5 * 1024 * 1024;

const tooLarge = (name: string): UsageError => new UsageError(`${name}: larger than 5 MB.`);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  EACCES: 'you may not read it.',
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? 'it can’t be read.';
};

const bytesOf = async (name: string): Promise<Uint8Array> => {
  try {
    const found = await stat(name);
    if (found.isDirectory()) throw new UsageError(`${name}: a folder.`);
    if (found.size > MAX_BYTES) throw tooLarge(name);
    return await readFile(name);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${name}: ${reasonOf(error)}`);
  }
};

const bytesFrom = async (stdin: Terminal['stdin'], name: string): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    length += chunk.length;
    if (length > MAX_BYTES) throw tooLarge(name);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const decode = (bytes: Uint8Array, name: string): string => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new UsageError(`${name}: no text in UTF-8.`);
};

/** A text with the name by which it is told of. */
export interface Input {
  readonly name: string;
  readonly text: string;
}

/** Reads a file, or standard input for `-`. Throws `UsageError` for what is missing, too large or no text. */
export const readInput = async (file: string, { stdin }: Terminal): Promise<Input> => {
  const name = file === '-' ? 'standard input' : file;
  const bytes = file === '-' ? await bytesFrom(stdin, name) : await bytesOf(file);
  return { name, text: decode(bytes, name) };
};
