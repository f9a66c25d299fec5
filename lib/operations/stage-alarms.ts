import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  ComparisonOperator,
  CompositeAlarm,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { ALARM_KINDS, type AlarmKind, PAGES, type PageName } from './alarm-kinds.data.ts';
import type { AlarmPlan } from './alarm-plan.ts';
import type { AlarmTopics } from './alarm-topics.ts';
import { describe } from './runbook.ts';

export interface StageAlarmsProps {
  /** What all names start with, such as `hawthorn-prod-`. */
  readonly namePrefix: string;
  readonly plans: readonly AlarmPlan[];
  readonly topics: AlarmTopics;
  /** Where the runbooks can be read; their place in the repository where it is left out. */
  readonly runbooksUrl: string | undefined;
}

const MISSING = {
  notBreaching: TreatMissingData.NOT_BREACHING,
  breaching: TreatMissingData.BREACHING,
  ignore: TreatMissingData.IGNORE,
  missing: TreatMissingData.MISSING,
} as const;

/** An alarm judges one length of time, whatever graphs of the same metric show. */
const over = (metric: IMetric, minutes: number): IMetric => {
  const period = Duration.minutes(minutes);
  if (metric instanceof Metric || metric instanceof MathExpression) return metric.with({ period });
  throw new Error('Alarms judge metrics and expressions of metrics.');
};

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * The alarms of a stage. Each tells the topic that can wait; those that people suffer from now are gathered, so that one
 * outage pages once and not ten times.
 */
export class StageAlarms extends Construct {
  readonly all: readonly Alarm[];
  readonly pages: readonly CompositeAlarm[];

  constructor(scope: Construct, id: string, props: StageAlarmsProps) {
    super(scope, id);
    const planned = props.plans.map((plan) => ({ plan, alarm: this.#alarm(plan, props) }));
    this.all = planned.map(({ alarm }) => alarm);
    const names: readonly PageName[] = ['users-affected', 'records-at-risk'];
    this.pages = names.map((name) => {
      const kindOf = ({ kind }: AlarmPlan): AlarmKind => ALARM_KINDS[kind];
      const gathered = planned.filter(({ plan }) => kindOf(plan).page === name);
      return this.#page(
        name,
        gathered.map(({ alarm }) => alarm),
        props,
      );
    });
  }

  #alarm({ kind, which, metric, above }: AlarmPlan, props: StageAlarmsProps): Alarm {
    const { feels, minutes, times, missing, ...usual }: AlarmKind = ALARM_KINDS[kind];
    const name = which === undefined ? kind : `${kind}-${which}`;
    const alarm = new Alarm(this, pascal(name), {
      alarmName: `${props.namePrefix}${name}`,
      alarmDescription: describe(feels, kind, props.runbooksUrl),
      metric: over(metric, minutes),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: above ?? usual.above,
      datapointsToAlarm: times[0],
      evaluationPeriods: times[1],
      treatMissingData: MISSING[missing.counts],
    });
    const action = new SnsAction(props.topics.notice);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }

  #page(name: PageName, gathered: readonly Alarm[], props: StageAlarmsProps): CompositeAlarm {
    const page = new CompositeAlarm(this, pascal(name), {
      compositeAlarmName: `${props.namePrefix}${name}`,
      alarmDescription: describe(PAGES[name], name, props.runbooksUrl),
      alarmRule: AlarmRule.anyOf(...gathered),
    });
    const action = new SnsAction(props.topics.urgent);
    page.addAlarmAction(action);
    page.addOkAction(action);
    return page;
  }
}
