/** What pages somebody: any alarm of the group does, and all of them together page once. */
export const PAGES = {
  'users-affected': 'Requests fail, break off or wait, for many or for all.',
  'records-at-risk': 'The audit, or what protects data, is failing or being changed.',
} as const;

export type PageName = keyof typeof PAGES;

/** How a period without any value counts, and why. */
interface Missing {
  readonly counts: 'notBreaching' | 'breaching' | 'ignore' | 'missing';
  readonly because: string;
}

const ONLY_WHEN_IT_HAPPENS: Missing = {
  counts: 'notBreaching',
  because: 'It is only told when it happens: no value is good news.',
};
const ONLY_WITH_REQUESTS: Missing = {
  counts: 'notBreaching',
  because: 'Without requests nothing is measured, which a night is not an outage for.',
};

export interface AlarmKind {
  /** What people notice who use the gateway, or who answer for it. */
  readonly feels: string;
  /** It is wrong above this; a stage's settings may say otherwise where a plan does. */
  readonly above: number;
  readonly unit: string;
  readonly reason: string;
  /** The length of a period, and how many of the last ones have to be wrong. */
  readonly minutes: number;
  readonly times: readonly [wrong: number, of: number];
  readonly missing: Missing;
  /** Without one it can wait for office hours: it mails, and pages nobody. */
  readonly page?: PageName;
}

/**
 * Everything that there is an alarm for: `hawthorn-STAGE-KIND`, with `-WHICH` where there are several. The runbook of
 * each is `docs/runbooks/KIND.md`. What is judged here was chosen before there was any traffic: look at the dashboard
 * after some weeks and change it.
 */
export const ALARM_KINDS = {
  'requests-failing': {
    feels: 'Some requests end with an error (5xx) through no fault of the caller.',
    above: 5, unit: '% of requests',
    reason: 'SDKs try again by themselves, so less than one in twenty is hardly noticed; below 10 requests a share says nothing.',
    minutes: 5, times: [2, 3], missing: ONLY_WITH_REQUESTS, page: 'users-affected',
  },
  'streams-breaking': {
    feels: 'Answers begin and then break off with an error in the middle of a sentence.',
    above: 3, unit: '% of requests',
    reason: 'No SDK tries again after the first byte: people see each one. Below 10 requests a share says nothing.',
    minutes: 5, times: [2, 3], missing: ONLY_WITH_REQUESTS, page: 'users-affected',
  },
  'no-answers': {
    feels: 'Nobody gets an answer: all requests fail.',
    above: 0, unit: 'requests, of at least 5, with no good end to any',
    reason: 'Catches an outage when there are too few requests for a share, as at night.',
    minutes: 15, times: [1, 1], missing: ONLY_WITH_REQUESTS, page: 'users-affected',
  },
  'first-token-slow': {
    feels: 'The first word of an answer takes long.',
    above: 30_000, unit: 'ms until the first content, for one request in ten',
    reason: 'People give up after half a minute. Models that think first may take that by nature: raise it where they are used.',
    minutes: 5, times: [3, 3], missing: ONLY_WITH_REQUESTS, page: 'users-affected',
  },
  'overhead-high': {
    feels: 'Answers begin later than the provider is to blame for.',
    above: 3_000, unit: 'ms of ours before the first content, for one request in ten',
    reason: 'Comprehend Medical is given up after 10 s; what is ours should stay well below what a model takes.',
    minutes: 5, times: [3, 3], missing: ONLY_WITH_REQUESTS,
  },
  'api-failing': {
    feels: 'Requests end with an error (5xx) of API Gateway before or instead of a function.',
    above: 4, unit: 'answers in 5 minutes',
    reason: 'Single ones happen at deployments.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'users-affected',
  },
  'function-failing': {
    feels: 'Requests end without an answer: the function crashed, ran out of memory or out of time.',
    above: 2, unit: 'runs in 5 minutes',
    reason: 'The functions answer every failure themselves, so an error of Lambda is a crash; one or two may be answers cut at their time limit.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'users-affected',
  },
  'function-throttled': {
    feels: 'Requests are turned away because too many run at the same time.',
    above: 0, unit: 'requests in 5 minutes',
    reason: 'Each one is a caller turned away.',
    minutes: 5, times: [2, 3], missing: ONLY_WHEN_IT_HAPPENS, page: 'users-affected',
  },
  'function-near-time-out': {
    feels: 'The longest answers are about to be cut off.',
    above: 90, unit: '% of the time that the function has',
    reason: 'Ten seconds before the end the function gives up by itself.',
    minutes: 5, times: [2, 3], missing: ONLY_WITH_REQUESTS,
  },
  'concurrency-used-up': {
    feels: 'Nothing yet: soon requests are turned away.',
    above: 80, unit: '% of the requests that may run at the same time',
    reason: 'Time to raise it, as a quota takes a day.',
    minutes: 5, times: [3, 3], missing: ONLY_WITH_REQUESTS,
  },
  'audit-failing': {
    feels: 'Requests end with 503 audit_unavailable, as nothing is sent that cannot be recorded.',
    above: 0, unit: 'records in 5 minutes',
    reason: 'Every record counts.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'records-at-risk',
  },
  'audit-slow': {
    feels: 'Every request waits for its record before anything is sent.',
    above: 1_000, unit: 'ms for a record, for one in a hundred',
    reason: 'A write to DynamoDB takes some milliseconds; after 6 s the request fails.',
    minutes: 5, times: [3, 3], missing: ONLY_WITH_REQUESTS,
  },
  'detector-failing': {
    feels: 'Requests wait for another try, or end with 503 scrubbing_unavailable.',
    above: 0, unit: 'calls in 5 minutes',
    reason: 'Any failure is worth knowing; three periods in a row are more than a hiccup.',
    minutes: 5, times: [3, 3], missing: ONLY_WHEN_IT_HAPPENS,
  },
  'detector-degraded': {
    feels: 'Nothing; but texts were looked into by the local recognizers alone, as a tenant allows.',
    above: 0, unit: 'requests in 5 minutes',
    reason: 'PHI that only Comprehend Medical knows may have left: every such time is to be known.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'records-at-risk',
  },
  'detector-cost-high': {
    feels: 'Nothing; the bill for Comprehend Medical grows faster than was planned.',
    above: 50, unit: 'dollars a day at the list price',
    reason: 'Some 3.6 million characters; a stage says its own in alarms.detectorDollarsPerDay.',
    minutes: 1_440, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS,
  },
  'provider-failing': {
    feels: 'Answers come later or from another model than was asked for; without another one they fail.',
    above: 10, unit: 'calls in 5 minutes',
    reason: 'Providers fail now and then, and each failure is tried elsewhere. What callers caused is not counted.',
    minutes: 5, times: [2, 3], missing: ONLY_WHEN_IT_HAPPENS,
  },
  'provider-falling-back': {
    feels: 'Answers come from another model than the first choice.',
    above: 10, unit: 'requests in 5 minutes',
    reason: 'The first choice is the one that was paid for and tested; now and then is no matter.',
    minutes: 5, times: [3, 3], missing: ONLY_WHEN_IT_HAPPENS,
  },
  'provider-key-unreadable': {
    feels: 'Requests end with 503 provider_unavailable: there is no key to call the provider with.',
    above: 0, unit: 'refused reads in 5 minutes',
    reason: 'A key that is there can be read.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'users-affected',
  },
  'table-throttled': {
    feels: 'Requests wait, or end with 503.',
    above: 10, unit: 'reads and writes in 5 minutes',
    reason: 'A table paid by request grows with its use and throttles for moments; each call is tried again.',
    minutes: 5, times: [2, 3], missing: ONLY_WHEN_IT_HAPPENS,
  },
  'table-failing': {
    feels: 'Requests wait, or end with 503.',
    above: 5, unit: 'reads and writes in 5 minutes',
    reason: 'DynamoDB promises that such errors are rare; each call is tried again.',
    minutes: 5, times: [2, 3], missing: ONLY_WHEN_IT_HAPPENS,
  },
  'web-acl-blocking': {
    feels: 'Nothing, where it is an attack; a 403 for a whole site, where it is a mistake.',
    above: 100, unit: 'requests in 5 minutes',
    reason: 'Scanners come all the time and in small numbers.',
    minutes: 5, times: [2, 3], missing: ONLY_WHEN_IT_HAPPENS,
  },
  'keys-at-risk': {
    feels: 'Nothing yet: without the key, everything that it encrypts is unreadable.',
    above: 0, unit: 'calls that disable, delete or change a KMS key, also refused ones',
    reason: 'Outside of a deployment nobody has a reason to.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'records-at-risk',
  },
  'tables-at-risk': {
    feels: 'Nothing yet: a table may be deleted, or can no longer be restored.',
    above: 0, unit: 'calls that delete a table or change its protection, also refused ones',
    reason: 'Outside of a deployment nobody has a reason to.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'records-at-risk',
  },
  'buckets-at-risk': {
    feels: 'Nothing yet: what guards the audit or stored conversations is being changed.',
    above: 0, unit: "calls that change a bucket's policy, lock or settings, also refused ones",
    reason: 'Outside of a deployment nobody has a reason to.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'records-at-risk',
  },
  'backups-at-risk': {
    feels: 'Nothing yet: the last copies of API keys and the audit may be deleted, or can be.',
    above: 0, unit: "calls that delete a backup or change its vault's lock or policy, also refused ones",
    reason: 'Outside of a deployment nobody has a reason to.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'records-at-risk',
  },
  'secrets-at-risk': {
    feels: "Nothing yet: a provider's key is being deleted, or others than the gateway may read it.",
    above: 0, unit: "calls that delete a provider's secret or change its policy, also refused ones",
    reason: 'Outside of a deployment nobody has a reason to.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'records-at-risk',
  },
  'event-not-delivered': {
    feels: 'Nothing; but what somebody did to data or its protection was not told at once, or is not on record.',
    above: 0, unit: 'deliveries in 5 minutes that EventBridge gave up',
    reason: 'Each one is an event that a topic or the record lacks.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS, page: 'records-at-risk',
  },
  'backup-failing': {
    feels: 'Nothing: a backup was not made.',
    above: 0, unit: 'jobs in 5 minutes',
    reason: 'Point-in-time recovery goes on; a single backup can be made up for.',
    minutes: 5, times: [1, 1], missing: ONLY_WHEN_IT_HAPPENS,
  },
} as const satisfies Record<string, AlarmKind>;

export type AlarmKindName = keyof typeof ALARM_KINDS;
