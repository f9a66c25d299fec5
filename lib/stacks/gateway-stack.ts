import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import {
  itemAccess,
  providerSecrets,
  tableEncryption,
  tenantKeys,
  vaultAccess,
} from '../constructs/data-access.ts';
import { GatewayFunction, type LogSettings } from '../constructs/gateway-function.ts';
import { StreamingApi } from '../constructs/streaming-api.ts';
import type { Stage } from '../stage.ts';
import type { DataStack } from './data-stack.ts';

export interface GatewayStackProps extends StackProps {
  readonly stage: Stage;
  readonly data: DataStack;
}

/** The longest that Lambda runs and that API Gateway streams: long reasoning takes minutes. */
const CHAT_TIMEOUT = Duration.minutes(15);
const PLAIN_TIMEOUT = Duration.seconds(29);

/** Memory at which Lambda gives a function one whole virtual CPU; scanning for PHI is bound by it. */
const ONE_CPU_MB = 1769;
const PLAIN_MB = 512;

/** What answers requests; holds nothing, so it can be deployed anew, rolled back or deleted at any time. */
export class GatewayStack extends Stack {
  readonly chat: GatewayFunction;
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
    this.plain = this.#plain(stage, data, logs);
    this.api = new StreamingApi(this, 'Api', {
      name: this.stackName,
      stageName: stage.name,
      throttle: stage.throttle,
      logs,
    });
    const chatRoute = { function: this.chat.function, timeout: CHAT_TIMEOUT };
    const plainRoute = { function: this.plain.function, timeout: PLAIN_TIMEOUT };
    this.api.addRoute({ method: 'POST', path: '/v1/chat/completions', ...chatRoute });
    this.api.addRoute({ method: 'GET', path: '/v1/models', ...plainRoute });
    this.api.addRoute({ method: 'GET', path: '/v1/models/{id}', ...plainRoute });
    this.api.addRoute({ method: 'GET', path: '/healthz', ...plainRoute });
    new CfnOutput(this, 'BaseUrl', {
      description: 'What clients set as base_url',
      value: this.api.restApi.urlForPath('/v1'),
    });
  }

  #chat(stage: Stage, data: DataStack, logs: LogSettings): GatewayFunction {
    const { tables, keys } = data;
    return new GatewayFunction(this, 'Chat', {
      handler: 'chat-completions',
      description: 'Hawthorn: POST /v1/chat/completions',
      memoryMb: ONE_CPU_MB,
      timeout: CHAT_TIMEOUT,
      environment: {
        [ENVIRONMENT.keysTable]: tables.keys.tableName,
        [ENVIRONMENT.vaultTable]: tables.vault.tableName,
        [ENVIRONMENT.auditTable]: tables.audit.tableName,
        [ENVIRONMENT.limitsTable]: tables.limits.tableName,
        [ENVIRONMENT.dataKeyId]: keys.tenants.keyArn,
        [ENVIRONMENT.providerSecrets]: data.providerSecrets.prefix,
        [ENVIRONMENT.media]: stage.media,
        [ENVIRONMENT.vaultDays]: String(stage.vaultDays),
      },
      access: [
        itemAccess(tables.keys, ['GetItem']),
        ...vaultAccess(tables.vault),
        itemAccess(tables.audit, ['GetItem', 'PutItem']),
        itemAccess(tables.limits, ['UpdateItem']),
        tableEncryption(this, keys.storage),
        tenantKeys(keys.tenants),
        ...providerSecrets(this, data.providerSecrets.prefix, keys.storage),
      ],
      logs,
      concurrency: stage.concurrency?.chat,
    });
  }

  #plain(stage: Stage, data: DataStack, logs: LogSettings): GatewayFunction {
    return new GatewayFunction(this, 'Plain', {
      handler: 'plain-routes',
      description: 'Hawthorn: models and health',
      memoryMb: PLAIN_MB,
      timeout: PLAIN_TIMEOUT,
      environment: { [ENVIRONMENT.keysTable]: data.tables.keys.tableName },
      access: [itemAccess(data.tables.keys, ['GetItem']), tableEncryption(this, data.keys.storage)],
      logs,
      concurrency: stage.concurrency?.plain,
    });
  }
}
