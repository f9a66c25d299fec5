/** What a month is like. */
export interface Workload {
  readonly endpoint: 'chat' | 'responses';
  readonly requests: number;
  /** New text of a request, which was not looked into in an earlier turn. */
  readonly characters: number;
  readonly answerCharacters: number;
  /** Values of PHI that a request names first in its session. */
  readonly newValues: number;
  /** Of a conversation by `previous_response_id`; a turn reads all earlier ones. */
  readonly turns: number;
  /** From the provider's first to its last byte, and before: the function waits, and is paid for. */
  readonly providerSeconds: number;
  readonly overheadSeconds: number;
  readonly memoryMb: number;
  readonly detector: 'comprehend' | 'local';
  /** How many requests a function answers from what it remembers of keys, policies and secrets, before it asks again. */
  readonly requestsPerLookup: number;
}

/** What AWS counts for one request, on average. */
export interface Usage {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly kmsRequests: number;
  readonly logBytes: number;
  readonly detectorUnits: number;
  readonly gbSeconds: number;
}

const KB = 1024;
/** Texts are compressed before they are kept; prose to less than half. */
const PACKED = 0.5;
/** A record of the audit beside its text, as opened and as closed, in bytes. */
const OPENED_BYTES = 1_110;
const CLOSED_BYTES = 1_060;
/** A stored response beside its texts, and the two small rows that go with it. */
const RESPONSE_BYTES = 1_500;
const SMALL_ROWS = 2;
/** Key and policy; two purposes of the tenant's key, of which each is kept wrapped in the vault's table. */
const LOOKUPS = { reads: 4, kms: 2 };
/** The functions' own lines and metrics. */
const OWN_LOG_BYTES = 4_600;
/** Assumed: API Gateway's access log and Lambda's lines about a call. */
const OTHER_LOG_BYTES = 1_500;
/** Characters that a unit of Comprehend Medical covers. */
const DETECTOR_UNIT = 100;
/** Each text that is new is looked for in the table of spans, and then put there. */
const SPAN_UNITS = { reads: 0.5, writes: 1 };

const writeUnits = (bytes: number): number => Math.ceil(bytes / KB);

/** A turn reads the turns before it: one unit each, of a few KB. The first reads none. */
const stateReads = ({ endpoint, turns }: Workload): number => (endpoint === 'chat' ? 0 : (turns - 1) / 2);

const stateWrites = ({ endpoint, characters, answerCharacters }: Workload): number =>
  endpoint === 'chat'
    ? 0
    : SMALL_ROWS + writeUnits(RESPONSE_BYTES + PACKED * (characters + answerCharacters));

const detection = ({ detector, characters, answerCharacters }: Workload) => {
  if (detector === 'local') return { units: 0, reads: 0, writes: 0 };
  const asked = [characters, answerCharacters].filter((count) => count > 0);
  return {
    units: asked.reduce((sum, count) => sum + Math.ceil(count / DETECTOR_UNIT), 0),
    reads: SPAN_UNITS.reads * asked.length,
    writes: SPAN_UNITS.writes * asked.length,
  };
};

/** What a request uses. An upper bound for what is kept; exact for what is called. */
export const usageOf = (workload: Workload): Usage => {
  const { characters, answerCharacters, newValues, requestsPerLookup, memoryMb } = workload;
  const found = detection(workload);
  const audit =
    writeUnits(OPENED_BYTES + PACKED * characters) + writeUnits(CLOSED_BYTES + PACKED * answerCharacters);
  return {
    writeUnits: audit + newValues + stateWrites(workload) + found.writes,
    readUnits: LOOKUPS.reads / requestsPerLookup + stateReads(workload) + found.reads,
    kmsRequests: LOOKUPS.kms / requestsPerLookup,
    logBytes: OWN_LOG_BYTES + OTHER_LOG_BYTES,
    detectorUnits: found.units,
    gbSeconds: (memoryMb / KB) * (workload.providerSeconds + workload.overheadSeconds),
  };
};
