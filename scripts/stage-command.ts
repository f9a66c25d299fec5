import { join } from 'node:path';
import { STAGES } from '../lib/stages.ts';
import { runStageCommand } from './stages/run-stage-command.ts';

process.exitCode = await runStageCommand(
  {
    stages: STAGES,
    root: join(import.meta.dirname, '..'),
    environment: process.env,
    terminal: {
      stdin: process.stdin,
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
      colours: false,
    },
  },
  process.argv.slice(2),
);
