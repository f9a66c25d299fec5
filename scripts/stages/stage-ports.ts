import type { Terminal } from '../../cli/command.ts';
import type { StageInput } from '../../lib/stage.ts';

/** What the commands of stages work with. */
export interface StagePorts {
  readonly stages: readonly StageInput[];
  /** Where `cdk.json` is. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
}
