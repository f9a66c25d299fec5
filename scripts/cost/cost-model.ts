import { PRICES } from './list-prices.data.ts';
import { usageOf, type Workload } from './usage.ts';

export interface CostLine {
  readonly what: string;
  /** How it is counted, in words. */
  readonly counted: string;
  readonly dollars: number;
}

const KB = 1_000;
const MILLION = 1_000_000;
/** Storage, tenants, audit, backups and signing. */
const KEYS = 5;
/** Assumed: series of the functions' metrics in a month in which every endpoint is used and some things go wrong. */
const METRIC_SERIES = 250;

/** What is paid whether anybody asks or not. */
const fixed = (): readonly CostLine[] => [
  { what: 'KMS keys', counted: `${KEYS} keys`, dollars: KEYS * PRICES.kmsKeyMonth },
  {
    what: 'CloudWatch metrics',
    counted: `at most ${METRIC_SERIES} series`,
    dollars: METRIC_SERIES * PRICES.metricMonth,
  },
];

/** What a month costs at list prices, without what the provider asks for its tokens. */
export const costOf = (workload: Workload): readonly CostLine[] => {
  const { requests } = workload;
  const usage = usageOf(workload);
  const line = (what: string, each: number, unit: string, price: number): CostLine => ({
    what,
    counted: `${Number(each.toFixed(3))} ${unit} a request`,
    dollars: requests * each * price,
  });
  return [
    line('Comprehend Medical', usage.detectorUnits, 'units of 100 characters', PRICES.detectorUnit),
    line('Lambda time', usage.gbSeconds, 'GB-seconds', PRICES.lambdaGbSecond),
    line('Lambda requests', 1, 'call', PRICES.lambdaRequest),
    line('API Gateway', 1, 'call', PRICES.apiRequest),
    line('DynamoDB writes', usage.writeUnits, 'write units', PRICES.writeUnit),
    line('DynamoDB reads', usage.readUnits, 'read units', PRICES.readUnit),
    line('KMS requests', usage.kmsRequests, 'requests', PRICES.kmsRequest),
    line('CloudWatch logs', usage.logBytes / KB, 'KB', PRICES.logGb / MILLION),
    ...fixed(),
  ];
};

export const totalOf = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, { dollars }) => sum + dollars, 0);
