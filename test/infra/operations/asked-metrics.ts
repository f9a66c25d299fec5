import type { Template } from 'aws-cdk-lib/assertions';
import { propertiesOf } from '../synthesised.ts';

/** A metric of ours that an alarm or the dashboard asks CloudWatch for. */
export interface AskedMetric {
  readonly name: string;
  /** The names of its dimensions, in the order of the alphabet. */
  readonly dimensions: readonly string[];
  /** The values of those that are given. */
  readonly values: Readonly<Record<string, string>>;
}

/** What CloudFormation will make of a text, with `TOKEN` for what is known only when it is deployed. */
export const flatten = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const parts = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1];
  return parts === undefined ? 'TOKEN' : parts.map(flatten).join('');
};

export interface Widget {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly period?: number;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly yAxis?: Readonly<
      Record<'left' | 'right', { readonly label: string; readonly min: number } | undefined>
    >;
  };
}

export const widgetsOf = (template: Template): readonly Widget[] => {
  const [dashboard] = Object.values(propertiesOf(template, 'AWS::CloudWatch::Dashboard'));
  const body = JSON.parse(flatten(dashboard?.['DashboardBody'])) as { readonly widgets: readonly Widget[] };
  return body.widgets;
};

interface MetricStat {
  readonly Metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
  };
}

export interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
  readonly TreatMissingData?: string;
  readonly Threshold: number;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: MetricStat['Metric']['Dimensions'];
  readonly Metrics?: readonly { readonly Expression?: string; readonly MetricStat?: MetricStat }[];
}

export const alarmsOf = (template: Template): readonly AlarmProperties[] =>
  Object.values(propertiesOf(template, 'AWS::CloudWatch::Alarm')) as unknown as readonly AlarmProperties[];

const fromStat = ({
  Namespace,
  MetricName,
  Dimensions = [],
}: MetricStat['Metric']): readonly AskedMetric[] => {
  if (Namespace !== 'Hawthorn') return [];
  const values = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, flatten(Value)]));
  return [{ name: MetricName, dimensions: Object.keys(values).toSorted(), values }];
};

const SEARCH = /SEARCH\('\{Hawthorn,([\w,]+)\} MetricName="(\w+)" ([^']*)', '[^']+', \d+\)/g;
const SELECT = /^SELECT SUM\("(\w+)"\) FROM SCHEMA\("Hawthorn", ([^)]+)\) WHERE (.*)$/;

/** Throws at an expression that asks for something in a way that isn't understood here, so that none slips through. */
const fromExpression = (expression: string): readonly AskedMetric[] => {
  const select = SELECT.exec(expression);
  if (select !== null) {
    const [, name = '', schema = '', where = ''] = select;
    const given = [...where.matchAll(/"(\w+)" (?:!?=) '([^']*)'/g)].map(([, key = '', value = '']) => [
      key,
      value,
    ]);
    return given.map(([key = '', value = '']) => ({
      name,
      dimensions: schema.split(', ').map((word) => word.replaceAll('"', '')),
      values: { [key]: value },
    }));
  }
  const found = [...expression.matchAll(SEARCH)].map(([, schema = '', name = '', where = '']) => ({
    name,
    dimensions: schema.split(','),
    values: Object.fromEntries(
      [...where.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    ),
  }));
  const asked = expression.split(/SEARCH\(|SELECT /).length - 1;
  if (asked !== found.length) throw new Error(`Not understood: ${expression}`);
  return found;
};

export const askedByAlarms = (template: Template): readonly AskedMetric[] =>
  alarmsOf(template).flatMap(({ Namespace = '', MetricName = '', Dimensions, Metrics = [] }) => [
    ...fromStat({ Namespace, MetricName, ...(Dimensions !== undefined && { Dimensions }) }),
    ...Metrics.flatMap(({ MetricStat, Expression }) => [
      ...(MetricStat === undefined ? [] : fromStat(MetricStat.Metric)),
      ...(Expression === undefined ? [] : fromExpression(Expression)),
    ]),
  ]);

/** A metric on a dashboard is a list: namespace, name, dimensions by turns, and how it is shown. */
export const askedByDashboard = (template: Template): readonly AskedMetric[] =>
  widgetsOf(template)
    .flatMap(({ properties }) => properties.metrics ?? [])
    .flatMap((metric) => {
      const words = metric.filter((part) => typeof part === 'string');
      const shown = metric.find((part) => typeof part === 'object') as { expression?: string } | undefined;
      if (shown?.expression !== undefined) return fromExpression(shown.expression);
      const [Namespace = '', MetricName = '', ...rest] = words;
      const Dimensions = rest.flatMap((Name, index) =>
        index % 2 === 0 ? [{ Name, Value: rest[index + 1] }] : [],
      );
      return fromStat({ Namespace, MetricName, Dimensions });
    });
