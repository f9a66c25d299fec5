import {
  AlarmStatusWidget,
  AlarmStatusWidgetSortBy,
  type IAlarm,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { type RunbookName, runbookAt } from '../runbook.ts';
import { WHOLE_ROW } from './graph.ts';

/** What to look at first: the questions of somebody who was just woken up, and where each is answered. */
const FIRST: readonly { readonly question: string; readonly runbooks: readonly RunbookName[] }[] = [
  {
    question: '**Red below?** Its runbook has the name of the alarm, without the stage.',
    runbooks: ['users-affected', 'records-at-risk'],
  },
  {
    question:
      '**Requests fail** (first row): which outcome, since when; then the providers, Comprehend Medical, the audit.',
    runbooks: ['requests-failing', 'provider-failing', 'detector-failing', 'audit-failing'],
  },
  {
    question: "**Answers are slow**: the second row tells Hawthorn's own part from the provider's.",
    runbooks: ['first-token-slow', 'overhead-high'],
  },
  {
    question: '**No requests at all**: look at API Gateway, the web ACL and the functions at the bottom.',
    runbooks: ['api-failing', 'function-failing'],
  },
];

/** Links work where the stage says where its runbooks are. */
const linkTo = (name: RunbookName, url: string | undefined): string =>
  url === undefined ? `\`${runbookAt(name, url)}\`` : `[${name}](${runbookAt(name, url)})`;

/** What stands above all graphs. */
export const topRows = (
  title: string,
  alarms: readonly IAlarm[],
  runbooksUrl: string | undefined,
): readonly IWidget[] => {
  const lines = FIRST.map(
    ({ question, runbooks }) =>
      `- ${question} ${runbooks.map((name) => linkTo(name, runbooksUrl)).join(', ')}`,
  );
  const saved = `- Logs: saved queries under Logs Insights → Queries → \`${title}\`.`;
  return [
    new TextWidget({ markdown: [`# ${title}`, ...lines, saved].join('\n'), width: WHOLE_ROW, height: 5 }),
    new AlarmStatusWidget({
      title: 'Alarms',
      alarms: [...alarms],
      sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
      width: WHOLE_ROW,
      height: 5,
    }),
  ];
};
