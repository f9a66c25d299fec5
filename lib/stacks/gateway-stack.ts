import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENDPOINTS, type HandlerName } from '../../lambda/contract/endpoints.ts';
import { ApiDomain } from '../constructs/api-domain.ts';
import { GatewayFunction, type GatewayFunctionProps } from '../constructs/gateway-function.ts';
import type { LogSettings } from '../constructs/log-settings.ts';
import { ModelsLayer } from '../constructs/models-layer.ts';
import { PrivateNetwork } from '../constructs/private-network.ts';
import { StreamingApi } from '../constructs/streaming-api.ts';
import { VpcEndpoints } from '../constructs/vpc-endpoints.ts';
import { WebAcl } from '../constructs/web-acl.ts';
import type { Stage } from '../stage.ts';
import type { DataStack } from './data-stack.ts';
import { exportAlways } from './export-always.ts';
import {
  chatSurroundings,
  inspectSurroundings,
  plainSurroundings,
  responsesSurroundings,
} from './surroundings.ts';

export interface GatewayStackProps extends StackProps {
  readonly stage: Stage;
  readonly data: DataStack;
}

type SharedSettings = Pick<GatewayFunctionProps, 'logs' | 'models' | 'network'>;

/** The longest that Lambda runs and that API Gateway streams: long reasoning takes minutes. */
const PROVIDER_TIMEOUT = Duration.minutes(15);
/** Longer than the detector may take with the longest body. */
const INSPECT_TIMEOUT = Duration.seconds(90);
const PLAIN_TIMEOUT = Duration.seconds(29);

/**
 * Memory at which Lambda gives a function one whole processor, which scanning for PHI fills. The longest body takes
 * 506 MB at most (docs/adr/0025, `npm run bench`).
 */
const ONE_CPU_MB = 1769;
const PLAIN_MB = 512;

/** What answers requests; holds nothing, so it can be deployed anew, rolled back or deleted at any time. */
export class GatewayStack extends Stack {
  readonly chat: GatewayFunction;
  readonly responses: GatewayFunction;
  /** Not `inspect`: the CDK takes that for a method of its own. */
  readonly dryRun: GatewayFunction;
  readonly plain: GatewayFunction;
  readonly api: StreamingApi;
  /** Only where the stage asks for one, as the next. */
  readonly network: PrivateNetwork | undefined;
  readonly webAcl: WebAcl | undefined;

  constructor(scope: Construct, id: string, props: GatewayStackProps) {
    super(scope, id, props);
    const { stage, data } = props;
    const logs: LogSettings = {
      days: stage.logDays,
      encryptionKey: data.keys.storage,
      removalPolicy: stage.data === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    const network =
      stage.network.mode === 'vpc'
        ? new PrivateNetwork(this, 'Network', { network: stage.network, logs })
        : undefined;
    const { models } = stage;
    const shared: SharedSettings = {
      logs,
      network,
      models: models === undefined ? undefined : new ModelsLayer(this, 'Models', { models }),
    };
    this.chat = this.#chat(stage, data, shared);
    this.responses = this.#responses(stage, data, shared);
    this.dryRun = this.#dryRun(stage, data, shared);
    this.plain = this.#plain(stage, data, shared);
    if (network !== undefined) this.#reachAws(network, stage);
    this.api = this.#api(stage, logs);
    this.network = network;
    this.webAcl = this.#webAcl(stage, logs);
    new CfnOutput(this, 'BaseUrl', {
      description: 'What clients set as base_url',
      value: this.#baseUrl(stage),
    });
    this.#export();
  }

  /** For the operations stack, whatever of it is watched under the present settings. */
  #export(): void {
    const { restApi, accessLog } = this.api;
    exportAlways(this, [
      ...[this.chat, this.responses, this.dryRun, this.plain].flatMap((one) => [
        one.function.functionName,
        one.logGroup.logGroupName,
      ]),
      restApi.deploymentStage.stageName,
      accessLog.logGroupName,
    ]);
  }

  /** By the operator's name for the API, else by AWS's. */
  #baseUrl({ domain }: Stage): string {
    if (domain === undefined) return this.api.restApi.urlForPath('/v1');
    new ApiDomain(this, 'Domain', { restApi: this.api.restApi, domain });
    return `https://${domain.name}/v1`;
  }

  #api(stage: Stage, logs: LogSettings): StreamingApi {
    const api = new StreamingApi(this, 'Api', {
      name: this.stackName,
      stageName: stage.name,
      throttle: stage.throttle,
      logs,
      ownNameOnly: stage.domain !== undefined,
    });
    const functions: Record<HandlerName, GatewayFunction> = {
      'chat-completions': this.chat,
      responses: this.responses,
      inspect: this.dryRun,
      'plain-routes': this.plain,
    };
    for (const { method, path, handler } of ENDPOINTS) {
      const { function: answering, timeout } = functions[handler];
      api.addRoute({ method, path, function: answering, timeout });
    }
    return api;
  }

  #webAcl({ webAcl }: Stage, logs: LogSettings): WebAcl | undefined {
    if (webAcl === undefined) return undefined;
    return new WebAcl(this, 'WebAcl', {
      name: this.stackName,
      stageArn: this.api.restApi.deploymentStage.stageArn,
      requestsPerAddress: webAcl.requestsPerAddress,
      allowedRanges: webAcl.allowedRanges,
      logs,
    });
  }

  #reachAws(network: PrivateNetwork, { detector, region, comprehend }: Stage): void {
    new VpcEndpoints(this, 'Endpoints', {
      network,
      functions: [this.chat, this.responses, this.dryRun, this.plain],
      comprehendHere: detector === 'comprehend' && (comprehend.region ?? region) === region,
    });
  }

  #chat(stage: Stage, data: DataStack, shared: SharedSettings): GatewayFunction {
    return new GatewayFunction(this, 'Chat', {
      handler: 'chat-completions',
      description: 'Hawthorn: POST /v1/chat/completions',
      memoryMb: ONE_CPU_MB,
      timeout: PROVIDER_TIMEOUT,
      ...chatSurroundings(this, stage, data),
      ...shared,
      concurrency: stage.concurrency?.chat,
    });
  }

  #responses(stage: Stage, data: DataStack, shared: SharedSettings): GatewayFunction {
    return new GatewayFunction(this, 'Responses', {
      handler: 'responses',
      description: 'Hawthorn: responses and conversations',
      memoryMb: ONE_CPU_MB,
      timeout: PROVIDER_TIMEOUT,
      ...responsesSurroundings(this, stage, data),
      ...shared,
      concurrency: stage.concurrency?.responses,
    });
  }

  #dryRun(stage: Stage, data: DataStack, shared: SharedSettings): GatewayFunction {
    return new GatewayFunction(this, 'Inspect', {
      handler: 'inspect',
      description: 'Hawthorn: what a request would become',
      memoryMb: ONE_CPU_MB,
      timeout: INSPECT_TIMEOUT,
      ...inspectSurroundings(this, stage, data),
      ...shared,
      concurrency: stage.concurrency?.inspect,
    });
  }

  #plain(stage: Stage, data: DataStack, shared: SharedSettings): GatewayFunction {
    return new GatewayFunction(this, 'Plain', {
      handler: 'plain-routes',
      description: 'Hawthorn: models and health',
      memoryMb: PLAIN_MB,
      timeout: PLAIN_TIMEOUT,
      ...plainSurroundings(this, stage, data),
      ...shared,
      concurrency: stage.concurrency?.plain,
    });
  }
}
