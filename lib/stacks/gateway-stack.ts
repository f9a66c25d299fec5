import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENDPOINTS, type HandlerName } from '../../lambda/contract/endpoints.ts';
import { GatewayFunction, type LogSettings } from '../constructs/gateway-function.ts';
import { StreamingApi } from '../constructs/streaming-api.ts';
import type { Stage } from '../stage.ts';
import type { DataStack } from './data-stack.ts';
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

/** The longest that Lambda runs and that API Gateway streams: long reasoning takes minutes. */
const PROVIDER_TIMEOUT = Duration.minutes(15);
/** Longer than the detector may take with the longest body. */
const INSPECT_TIMEOUT = Duration.seconds(90);
const PLAIN_TIMEOUT = Duration.seconds(29);

/** Memory at which Lambda gives a function one whole virtual CPU; scanning for PHI is bound by it. */
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

  constructor(scope: Construct, id: string, props: GatewayStackProps) {
    super(scope, id, props);
    const { stage, data } = props;
    const logs: LogSettings = {
      days: stage.logDays,
      encryptionKey: data.keys.storage,
      removalPolicy: stage.data === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    this.chat = this.#chat(stage, data, logs);
    this.responses = this.#responses(stage, data, logs);
    this.dryRun = this.#dryRun(stage, data, logs);
    this.plain = this.#plain(stage, data, logs);
    this.api = new StreamingApi(this, 'Api', {
      name: this.stackName,
      stageName: stage.name,
      throttle: stage.throttle,
      logs,
    });
    const functions: Record<HandlerName, GatewayFunction> = {
      'chat-completions': this.chat,
      responses: this.responses,
      inspect: this.dryRun,
      'plain-routes': this.plain,
    };
    for (const { method, path, handler } of ENDPOINTS) {
      const { function: answering, timeout } = functions[handler];
      this.api.addRoute({ method, path, function: answering, timeout });
    }
    new CfnOutput(this, 'BaseUrl', {
      description: 'What clients set as base_url',
      value: this.api.restApi.urlForPath('/v1'),
    });
  }

  #chat(stage: Stage, data: DataStack, logs: LogSettings): GatewayFunction {
    return new GatewayFunction(this, 'Chat', {
      handler: 'chat-completions',
      description: 'Hawthorn: POST /v1/chat/completions',
      memoryMb: ONE_CPU_MB,
      timeout: PROVIDER_TIMEOUT,
      ...chatSurroundings(this, stage, data),
      logs,
      concurrency: stage.concurrency?.chat,
    });
  }

  #responses(stage: Stage, data: DataStack, logs: LogSettings): GatewayFunction {
    return new GatewayFunction(this, 'Responses', {
      handler: 'responses',
      description: 'Hawthorn: responses and conversations',
      memoryMb: ONE_CPU_MB,
      timeout: PROVIDER_TIMEOUT,
      ...responsesSurroundings(this, stage, data),
      logs,
      concurrency: stage.concurrency?.responses,
    });
  }

  #dryRun(stage: Stage, data: DataStack, logs: LogSettings): GatewayFunction {
    return new GatewayFunction(this, 'Inspect', {
      handler: 'inspect',
      description: 'Hawthorn: what a request would become',
      memoryMb: ONE_CPU_MB,
      timeout: INSPECT_TIMEOUT,
      ...inspectSurroundings(this, stage, data),
      logs,
      concurrency: stage.concurrency?.inspect,
    });
  }

  #plain(stage: Stage, data: DataStack, logs: LogSettings): GatewayFunction {
    return new GatewayFunction(this, 'Plain', {
      handler: 'plain-routes',
      description: 'Hawthorn: models and health',
      memoryMb: PLAIN_MB,
      timeout: PLAIN_TIMEOUT,
      ...plainSurroundings(this, stage, data),
      logs,
      concurrency: stage.concurrency?.plain,
    });
  }
}
