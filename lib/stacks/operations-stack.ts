import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, type IWidget, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmPlan } from '../operations/alarm-plan.ts';
import { AlarmTopics } from '../operations/alarm-topics.ts';
import { failuresOfApi } from '../operations/api-failures.ts';
import { auditWidget, detectorRow, providerRow } from '../operations/dashboard/dependency-rows.ts';
import { entranceRow, functionRow, storeWidgets } from '../operations/dashboard/platform-rows.ts';
import { firstLook, whatWasStopped, whereTimeGoes } from '../operations/dashboard/request-rows.ts';
import { topRows } from '../operations/dashboard/top.ts';
import { EventWatch } from '../operations/event-watch.ts';
import { type Measured, measuredIn } from '../operations/measured.ts';
import { dependencyAlarms } from '../operations/plans/dependency-alarms.ts';
import { type Entrance, entranceAlarms } from '../operations/plans/entrance-alarms.ts';
import { functionAlarms, type WatchedFunction } from '../operations/plans/function-alarms.ts';
import { requestAlarms } from '../operations/plans/request-alarms.ts';
import { tableAlarms, type WatchedTables } from '../operations/plans/table-alarms.ts';
import { SavedQueries } from '../operations/saved-queries.ts';
import { StageAlarms } from '../operations/stage-alarms.ts';
import { functionsOf, resourcesOf, tablesOf } from '../operations/stage-resources.ts';
import { watchedEvents } from '../operations/watched-events.ts';
import type { Stage } from '../stage.ts';
import type { DataStack } from './data-stack.ts';
import type { GatewayStack } from './gateway-stack.ts';

export interface OperationsStackProps extends StackProps {
  readonly stage: Stage;
  /** Names of this stage's alarms start with it. */
  readonly namePrefix: string;
  readonly data: DataStack;
  readonly gateway: GatewayStack;
}

/** What is looked at, and where. */
interface Views {
  readonly measured: Measured;
  readonly functions: readonly WatchedFunction[];
  readonly tables: WatchedTables;
  readonly entrance: Entrance;
}

/** What tells people how the gateway is: alarms and where they go, a dashboard, saved queries. Holds nothing itself. */
export class OperationsStack extends Stack {
  readonly topics: AlarmTopics;
  readonly events: EventWatch;
  readonly alarms: StageAlarms;

  readonly #props: OperationsStackProps;
  readonly #runbooksUrl: string | undefined;

  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);
    const { stage, gateway } = props;
    this.#props = props;
    this.#runbooksUrl = stage.alarms?.runbooksUrl;
    const views: Views = {
      measured: measuredIn(stage.name),
      functions: functionsOf(gateway, stage),
      tables: tablesOf(props.data),
      entrance: {
        failedByApi: failuresOfApi(this, gateway.api.accessLog, stage.name),
        webAcl: gateway.webAcl?.name,
        region: stage.region,
      },
    };
    this.topics = new AlarmTopics(this, 'Topics', { email: stage.alarms?.email });
    this.events = this.#events();
    this.alarms = new StageAlarms(this, 'Alarms', {
      namePrefix: props.namePrefix,
      plans: [...this.#plans(views), ...this.events.plans],
      topics: this.topics,
      runbooksUrl: this.#runbooksUrl,
    });
    this.#dashboard(views);
    this.#queries();
  }

  #plans({ measured, functions, tables, entrance }: Views): readonly AlarmPlan[] {
    return [
      ...requestAlarms(measured),
      ...dependencyAlarms(measured, this.#props.stage),
      ...functionAlarms(functions),
      ...tableAlarms(tables),
      ...entranceAlarms(entrance),
    ];
  }

  #events(): EventWatch {
    const { stage, data } = this.#props;
    return new EventWatch(this, 'Events', {
      events: watchedEvents(resourcesOf(data)),
      topic: this.topics.urgent,
      topicKey: this.topics.key,
      runbooksUrl: this.#runbooksUrl,
      logs: {
        days: stage.logDays,
        encryptionKey: data.keys.storage,
        removalPolicy: stage.data === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      },
    });
  }

  #dashboard({ measured, functions, tables, entrance }: Views): void {
    const { stage, gateway } = this.#props;
    const title = `hawthorn-${stage.name}`;
    const { pages, all } = this.alarms;
    const rows: readonly (readonly IWidget[])[] = [
      ...topRows(title, [...pages, ...all], this.#runbooksUrl).map((widget) => [widget]),
      firstLook(measured),
      whereTimeGoes(measured),
      whatWasStopped(measured),
      ...(stage.detector === 'local' ? [] : [detectorRow(measured)]),
      providerRow(measured),
      [auditWidget(measured), ...storeWidgets(tables)],
      functionRow(functions),
      entranceRow(gateway.api.restApi, entrance),
    ];
    new Dashboard(this, 'Dashboard', {
      dashboardName: title,
      defaultInterval: Duration.hours(3),
      // The titles say "in 5 minutes": that has to hold for a week as well.
      periodOverride: PeriodOverride.INHERIT,
      widgets: rows.map((row) => [...row]),
    });
  }

  #queries(): void {
    const { stage, gateway } = this.#props;
    const { chat, responses, dryRun, plain, api } = gateway;
    new SavedQueries(this, 'Queries', {
      folder: `hawthorn-${stage.name}`,
      logGroups: {
        functions: [chat, responses, dryRun, plain].map(({ logGroup }) => logGroup),
        api: [api.accessLog],
        events: [this.events.logGroup],
      },
    });
  }
}
