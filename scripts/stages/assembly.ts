import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const manifest = z.object({ artifacts: z.record(z.string(), z.object({ type: z.string() })) });
const outputs = z.record(z.string(), z.record(z.string(), z.string()));

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** The stacks of a stage among those whose templates are in a folder. */
export const stacksIn = (folder: string, stage: string): readonly string[] =>
  Object.entries(manifest.parse(readJson(join(folder, 'manifest.json'))).artifacts)
    .filter(
      ([name, { type }]) => type === 'aws:cloudformation:stack' && name.startsWith(`hawthorn-${stage}-`),
    )
    .map(([name]) => name);

/** What stacks told when they were deployed, by stack and name; nothing where the file was not written. */
export const readOutputs = (file: string): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  existsSync(file) ? outputs.parse(readJson(file)) : {};
