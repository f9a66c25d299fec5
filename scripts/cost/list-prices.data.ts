import { DETECTOR_UNIT_DOLLARS } from '../../lib/operations/list-prices.ts';

/**
 * List prices of us-east-1 in dollars, first tier, without free tiers and discounts. They were read off stored copies of
 * the pages named, not off a bill: check them against your own account's before you rely on a sum.
 */
export const PRICES = {
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaRequest: 0.2 / 1_000_000,
  /** Arm, first tier. https://cloudchipr.com/blog/aws-lambda-pricing (2025) */
  lambdaGbSecond: 0.000_013_333_4,
  /** A REST API. https://awsforengineers.com/blog/aws-api-gateway-pricing-explained (May 2025) */
  apiRequest: 3.5 / 1_000_000,
  /** On demand. https://airbyte.com/data-engineering-resources/dynamodb-pricing (July 2025) */
  writeUnit: 0.625 / 1_000_000,
  readUnit: 0.125 / 1_000_000,
  /** https://cloudburn.io/blog/aws-kms-pricing (March 2026) */
  kmsRequest: 0.03 / 10_000,
  kmsKeyMonth: 1,
  /** Ingestion. https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/ */
  logGb: 0.5,
  /** The first 10,000. https://signoz.io/guides/cloudwatch-pricing (February 2026) */
  metricMonth: 0.3,
  /** 100 characters begun, at least one a call. https://aws.amazon.com/comprehend/medical/pricing/ */
  detectorUnit: DETECTOR_UNIT_DOLLARS,
} as const;
