import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * Writes down what it was called with, and leaves behind what the CDK's command would: a list of stacks, the account that
 * it found, outputs. Fails at the step that FAKE_CDK_FAILS names.
 */
const PROGRAM = `#!/usr/bin/env node
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const after = (option) => args[args.indexOf(option) + 1];
appendFileSync(process.env.FAKE_CDK_CALLS, JSON.stringify(args) + '\\n');
if (process.env.FAKE_CDK_FAILS === args[0]) {
  console.error('a rule found something');
  process.exit(1);
}
if (args[0] === 'synth') {
  console.error('Bundling asset');
  if (process.env.FAKE_CDK_SAYS) console.error(process.env.FAKE_CDK_SAYS);
  const artifacts = { Tree: { type: 'cdk:tree' } };
  for (const stage of after('--context').replace('stage=', '').split(','))
    for (const part of ['data', 'gateway']) artifacts['hawthorn-' + stage + '-' + part] = { type: 'aws:cloudformation:stack' };
  mkdirSync(after('--output'), { recursive: true });
  writeFileSync(after('--output') + '/manifest.json', JSON.stringify({ artifacts }));
  const account = process.env.HAWTHORN_ACCOUNT_FILE;
  if (account) writeFileSync(account, process.env.FAKE_CDK_ACCOUNT ?? '');
}
if (args[0] === 'deploy') writeFileSync(after('--outputs-file'), process.env.FAKE_CDK_OUTPUTS ?? '{}');
`;

/** A `cdk` that stands first in the PATH, and a folder in which it works. */
export const createFakeCdk = () => {
  const folder = temporaryFolder();
  const root = join(folder.path, 'root');
  const programs = join(folder.path, 'bin');
  const calls = join(folder.path, 'calls');
  for (const path of [root, programs]) mkdirSync(path);
  writeFileSync(join(programs, 'cdk'), PROGRAM);
  chmodSync(join(programs, 'cdk'), 0o755);
  return {
    root,
    environment: {
      PATH: [programs, process.env['PATH']].join(delimiter),
      FAKE_CDK_CALLS: calls,
    },
    /** The arguments of each call, in order. */
    calls: (): string[][] =>
      existsSync(calls)
        ? readFileSync(calls, 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as string[])
        : [],
    remove: folder.remove,
  };
};
