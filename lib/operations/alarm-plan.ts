import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmKindName } from './alarm-kinds.data.ts';

/** An alarm that a stage wants. What it means, and when it is too much, stands with its kind. */
export interface AlarmPlan {
  readonly kind: AlarmKindName;
  /** Which one, where there are several of a kind. */
  readonly which?: string;
  readonly metric: IMetric;
  /** Where the stage says itself what is too much. */
  readonly above?: number;
}
