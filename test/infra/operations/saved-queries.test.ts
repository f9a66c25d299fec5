import { describe, expect, test } from 'vitest';
import type { LogFields, LogMessage } from '../../../lambda/contract/log.ts';
import { accessLogFormat } from '../../../lib/constructs/access-log.ts';
import { type LogsOf, SAVED_QUERIES, type SavedQuery } from '../../../lib/operations/saved-queries.data.ts';
import { propertiesOf, stageNamed, synthesise } from '../synthesised.ts';

const { operations } = synthesise(stageNamed('prod'));

/** All of them, or it doesn't compile: fields of the functions' log, and its messages. */
const LOG_FIELDS: Readonly<Record<keyof LogFields, true>> = {
  requestId: true,
  failure: true,
  errorName: true,
  status: true,
  durationMs: true,
  tokens: true,
  attempt: true,
  streamed: true,
};
const MESSAGES: Readonly<Record<LogMessage, true>> = {
  request_finished: true,
  request_failed: true,
  stream_failed: true,
  client_gone: true,
  provider_attempt_failed: true,
  unexpected_error: true,
};

/** https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
const REPORT_FIELDS = [
  'type',
  'record.requestId',
  'record.status',
  'record.errorType',
  'record.metrics.durationMs',
  'record.metrics.maxMemoryUsedMB',
  'record.metrics.initDurationMs',
];
/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const EVENT_FIELDS = [
  ...['source', 'detail-type', 'detail.eventName', 'detail.userIdentity.arn', 'detail.sourceIPAddress'],
  ...['detail.errorCode', 'detail.errorMessage', 'detail.eventID', 'detail.requestParameters.secretId'],
  ...['detail.state', 'detail.resourceArn', 'detail.statusMessage', 'detail.backupJobId'],
];
const accessFields = Object.keys(JSON.parse(accessLogFormat().toString()) as Record<string, string>);

const FIELDS: Readonly<Record<LogsOf, readonly string[]>> = {
  functions: ['message', ...Object.keys(LOG_FIELDS), ...REPORT_FIELDS],
  api: accessFields,
  events: EVENT_FIELDS,
};

const WORDS = new Set(
  'fields filter sort limit stats by as asc desc in and or not count max pct bin ispresent'.split(' '),
);

/** What a query reads: its words, without those of the language, texts, numbers, spans of time and names that it gives. */
const fieldsOf = ({ lines }: SavedQuery): readonly string[] => {
  const text = lines.join('\n').replaceAll(/"[^"]*"/g, '');
  const given = new Set([...text.matchAll(/ as (\w+)/g)].map(([, name]) => name));
  const words = [...text.matchAll(/`[^`]+`|@?[A-Za-z][\w.-]*|\d+\w*/g)].map(([word]) =>
    word.replaceAll('`', ''),
  );
  return words.filter((word) => !WORDS.has(word) && !given.has(word) && !/^(?:@|\d)/.test(word));
};

describe.each(SAVED_QUERIES.map((query): [string, SavedQuery] => [query.name, query]))('%s', (_, query) => {
  test('reads fields that its logs have', () => {
    const fields = fieldsOf(query);
    expect(fields).not.toEqual([]);
    expect(fields.filter((field) => !FIELDS[query.logs].includes(field))).toEqual([]);
  });

  test('looks for messages that there are', () => {
    const [filter = ''] = query.lines.filter((line) => line.startsWith('filter message'));
    const looked = [...filter.matchAll(/"([^"]+)"/g)].map(([, message = '']) => message);
    expect(looked.filter((message) => !Object.keys(MESSAGES).includes(message))).toEqual([]);
  });

  test('stands in the console, over the right logs', () => {
    const saved = Object.values(propertiesOf(operations, 'AWS::Logs::QueryDefinition')).find(
      ({ Name }) => Name === `hawthorn-prod/${query.name}`,
    );
    expect(saved?.['QueryString']).toBe(query.lines.join('\n| '));
    expect(saved?.['LogGroupNames']).toHaveLength({ functions: 4, api: 1, events: 1 }[query.logs]);
  });
});

test('a field that there is not would be found', () => {
  const wrong: SavedQuery = {
    name: 'wrong',
    logs: 'functions',
    lines: [
      'fields @timestamp, prompt',
      'stats pct(timeToFirstContent, 99) as slowest by bin(5m)',
      'sort slowest',
    ],
  };
  expect(fieldsOf(wrong)).toEqual(['prompt', 'timeToFirstContent']);
});
