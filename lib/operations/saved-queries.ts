import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type LogsOf, SAVED_QUERIES, type SavedQuery } from './saved-queries.data.ts';

export interface SavedQueriesProps {
  /** The folder in the console. */
  readonly folder: string;
  readonly logGroups: Readonly<Record<LogsOf, readonly ILogGroup[]>>;
}

/** The questions of `saved-queries.data.ts`, ready in the console under Logs Insights. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { folder, logGroups }: SavedQueriesProps) {
    super(scope, id);
    const all: readonly SavedQuery[] = SAVED_QUERIES;
    for (const { name, logs, lines } of all) {
      new CfnQueryDefinition(this, name.replaceAll(/[^A-Za-z]/g, ''), {
        name: `${folder}/${name}`,
        logGroupNames: logGroups[logs].map(({ logGroupName }) => logGroupName),
        queryString: lines.join('\n| '),
      });
    }
  }
}
