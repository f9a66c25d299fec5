/** Which logs a query reads. */
export type LogsOf = 'functions' | 'api' | 'events';

export interface SavedQuery {
  /** As it stands in the console, below the stage's name. */
  readonly name: string;
  readonly logs: LogsOf;
  /** In the language of CloudWatch Logs Insights, a command a line. */
  readonly lines: readonly string[];
}

/**
 * What somebody on call asks the logs. The functions' lines have the fields of `lambda/contract/log.ts`, those of the
 * API the fields of `lib/constructs/access-log.ts`, and events are as CloudTrail tells them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export const SAVED_QUERIES = [
  {
    name: 'failed requests by reason',
    logs: 'functions',
    lines: [
      'filter message in ["request_failed", "stream_failed", "unexpected_error"]',
      'stats count(*) as requests by message, failure, errorName, bin(5m)',
      'sort requests desc',
    ],
  },
  {
    name: 'one request by its id',
    logs: 'functions',
    lines: [
      'fields @timestamp, message, failure, errorName, status, durationMs, attempt, @log',
      'filter requestId = "req_PUT-THE-ID-HERE"',
      'sort @timestamp asc',
    ],
  },
  {
    name: 'slowest requests',
    logs: 'functions',
    lines: [
      'fields @timestamp, requestId, status, durationMs',
      'filter message = "request_finished"',
      'sort durationMs desc',
      'limit 50',
    ],
  },
  {
    name: 'failed calls of providers',
    logs: 'functions',
    lines: [
      'filter message = "provider_attempt_failed"',
      'stats count(*) as calls, max(attempt) as attempts by failure, status, bin(5m)',
      'sort calls desc',
    ],
  },
  {
    name: 'crashes and time-outs of functions',
    logs: 'functions',
    lines: [
      'fields @timestamp, @log, record.requestId, record.status, record.errorType, record.metrics.durationMs, record.metrics.maxMemoryUsedMB',
      'filter type = "platform.report" and record.status != "success"',
      'sort @timestamp desc',
      'limit 50',
    ],
  },
  {
    name: 'cold starts',
    logs: 'functions',
    lines: [
      'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)',
      'stats count(*) as starts, pct(record.metrics.initDurationMs, 50) as half, pct(record.metrics.initDurationMs, 99) as slowest by @log, bin(1h)',
    ],
  },
  {
    name: 'answers by route and status',
    logs: 'api',
    lines: ['stats count(*) as answers by method, route, status, bin(5m)', 'sort answers desc'],
  },
  {
    name: 'answers of API Gateway itself',
    logs: 'api',
    lines: [
      'filter errorType != "-"',
      'stats count(*) as answers by errorType, status, method, route, bin(5m)',
      'sort answers desc',
    ],
  },
  {
    name: 'slowest first content',
    logs: 'api',
    lines: [
      'fields @timestamp, requestId, method, route, status, timeToFirstContent, responseLatency',
      'filter timeToFirstContent != "-"',
      'sort timeToFirstContent desc',
      'limit 50',
    ],
  },
  {
    name: 'first content by route',
    logs: 'api',
    lines: [
      'filter timeToFirstContent != "-"',
      'stats count(*) as answers, pct(timeToFirstContent, 50) as half, pct(timeToFirstContent, 99) as slowest by route, bin(5m)',
    ],
  },
  {
    name: 'throttled',
    logs: 'api',
    lines: [
      'filter status = "429"',
      'stats count(*) as answers by errorType, route, sourceIp, bin(5m)',
      'sort answers desc',
    ],
  },
  {
    name: 'who is kept out',
    logs: 'api',
    lines: [
      'filter status in ["401", "403"]',
      'stats count(*) as answers by sourceIp, status, errorType, route',
      'sort answers desc',
      'limit 50',
    ],
  },
  {
    name: 'who touched keys, tables and buckets',
    logs: 'events',
    lines: [
      'fields @timestamp, detail.eventName, detail.userIdentity.arn, detail.sourceIPAddress, detail.errorCode, detail.errorMessage, detail.eventID',
      'filter `detail-type` = "AWS API Call via CloudTrail" and detail.eventName != "GetSecretValue"',
      'sort @timestamp desc',
    ],
  },
  {
    name: 'refused reads of provider keys',
    logs: 'events',
    lines: [
      'fields @timestamp, detail.requestParameters.secretId, detail.errorCode, detail.errorMessage, detail.userIdentity.arn',
      'filter detail.eventName = "GetSecretValue"',
      'sort @timestamp desc',
      'limit 50',
    ],
  },
  {
    name: 'failed backups',
    logs: 'events',
    lines: [
      'fields @timestamp, detail.state, detail.resourceArn, detail.statusMessage, detail.backupJobId',
      'filter `detail-type` = "Backup Job State Change"',
      'sort @timestamp desc',
    ],
  },
] as const satisfies readonly SavedQuery[];
