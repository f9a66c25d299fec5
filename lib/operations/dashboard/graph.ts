import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  type IMetric,
  LegendPosition,
  MathExpression,
  SearchExpression,
} from 'aws-cdk-lib/aws-cloudwatch';

/** What every graph counts in; the titles say "in 5 minutes". */
export const PERIOD = Duration.minutes(5);
/** CloudWatch's dashboards are 24 wide. */
export const WHOLE_ROW = 24;
const HEIGHT = 6;

export interface GraphProps {
  readonly title: string;
  /** What the numbers at the left, and at the right, are. */
  readonly leftUnit: string;
  readonly left: readonly IMetric[];
  readonly rightUnit?: string;
  readonly right?: readonly IMetric[];
  readonly stacked?: boolean;
  /** Several graphs share a row. */
  readonly width: 6 | 8 | 12;
}

/** A graph from zero, since one that begins elsewhere makes every ripple an outage. */
export const graph = ({ leftUnit, left, rightUnit, right = [], ...props }: GraphProps): GraphWidget =>
  new GraphWidget({
    ...props,
    height: HEIGHT,
    period: PERIOD,
    left: [...left],
    right: [...right],
    leftYAxis: { label: leftUnit, showUnits: false, min: 0 },
    ...(rightUnit !== undefined && { rightYAxis: { label: rightUnit, showUnits: false, min: 0 } }),
    legendPosition: LegendPosition.BOTTOM,
    liveData: false,
  });

/** A line for each metric that a search finds; `label` may hold `${PROP('Dim.…')}`. */
export const eachOf = (search: string, label: string): SearchExpression =>
  new SearchExpression({ expression: search, label, period: PERIOD });

/** One line: all that a search finds, added up. */
export const allOf = (search: string, label: string, color?: string): MathExpression =>
  new MathExpression({
    expression: `SUM(${search})`,
    usingMetrics: {},
    label,
    period: PERIOD,
    ...(color !== undefined && { color }),
  });

/** Puts the value of a dimension into a label. */
export const dimension = (name: string): string => `\${PROP('Dim.${name}')}`;
