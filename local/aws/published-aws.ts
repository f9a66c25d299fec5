import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { lockedBy } from './folder-lock.ts';
import { createStateFile } from './state-file.ts';

type Environment = Readonly<Record<string, string>>;

const parse = (raw: unknown): Environment => z.record(z.string(), z.string()).parse(raw);

const fileIn = (stateFolder: string) => {
  const path = join(stateFolder, 'running-aws.json');
  return { path, file: createStateFile<Environment>(path, parse) };
};

/**
 * Tells the operator's command where the services of a running gateway are: the state folder is locked, so that nobody
 * else can open it. Gives the function that takes it back.
 */
export const publishAws = (stateFolder: string, environment: Environment): (() => void) => {
  const { path, file } = fileIn(stateFolder);
  file.write(environment);
  return () => rmSync(path, { force: true });
};

/** Whether somebody runs on the state folder, and where that one's services are, once it has said so. */
export const findPublishedAws = (
  stateFolder: string,
): { readonly running: false } | { readonly running: true; readonly environment: Environment | undefined } =>
  lockedBy(stateFolder) === undefined
    ? { running: false }
    : { running: true, environment: fileIn(stateFolder).file.read() };

/** For whoever has locked the folder: what a gateway left behind that was killed. */
export const forgetPublishedAws = (stateFolder: string): void =>
  rmSync(fileIn(stateFolder).path, { force: true });
