import type { AlarmKindName, PageName } from './alarm-kinds.data.ts';

/** There is a page for every kind of alarm. */
export type RunbookName = AlarmKindName | PageName;

const FOLDER = 'docs/runbooks/';

/** Where a runbook can be read. */
export const runbookAt = (name: RunbookName, url: string | undefined): string => `${url ?? FOLDER}${name}.md`;

/** What stands in a message about an alarm. */
export const describe = (feels: string, name: RunbookName, url: string | undefined): string =>
  `${feels} Runbook: ${runbookAt(name, url)}`;
