import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  type IFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  RuntimeManagementMode,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { HandlerName } from '../../lambda/contract/endpoints.ts';
import { BUNDLING } from './bundling.ts';
import { interfaceAccess } from './interface-access.ts';
import type { LogSettings } from './log-settings.ts';
import type { ModelsLayer } from './models-layer.ts';
import type { PrivateNetwork } from './private-network.ts';

const HANDLERS_FOLDER = join(import.meta.dirname, '../../lambda/handlers');

export interface GatewayFunctionProps {
  readonly handler: HandlerName;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that the function may do, apart from writing its own log. */
  readonly access: readonly PolicyStatement[];
  readonly logs: LogSettings;
  /** Requests at the same time; the account's quota is the limit without it. */
  readonly concurrency: number | undefined;
  /** Where it runs; outside of any VPC of ours without it. */
  readonly network: PrivateNetwork | undefined;
  /** The built-in models without it. */
  readonly models: ModelsLayer | undefined;
}

/** A function of the gateway with its own log group and a role that can do what is listed and nothing more. */
export class GatewayFunction extends Construct {
  readonly function: IFunction;
  readonly timeout: Duration;
  readonly logGroup: ILogGroup;
  readonly role: IRole;
  /** What the role allows, apart from writing the function's own log and being placed in a network. */
  readonly access: readonly PolicyStatement[];

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout;
    this.access = props.access;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logs.days,
      encryptionKey: props.logs.encryptionKey,
      removalPolicy: props.logs.removalPolicy,
    });
    this.logGroup = logGroup;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.role = role;
    this.function = new NodejsFunction(this, 'Function', {
      entry: join(HANDLERS_FOLDER, `${props.handler}.ts`),
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling: BUNDLING,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      environment: { ...props.environment, ...props.models?.environment },
      layers: props.models?.layers ?? [],
      // As a role that can't be changed, so that no construct adds rights behind our back.
      role: role.withoutPolicyUpdates(),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // With the report of each call: its time, its memory, and whether it began cold.
      systemLogLevelV2: SystemLogLevel.INFO,
      // X-Ray stays off, see the acknowledgements. Patches of Node come by themselves.
      runtimeManagementMode: RuntimeManagementMode.AUTO,
      recursiveLoop: RecursiveLoop.TERMINATE,
      awsSdkConnectionReuse: false,
      ...(props.concurrency !== undefined && { reservedConcurrentExecutions: props.concurrency }),
      ...props.network?.placement,
    });
    this.function.node.addDependency(this.#policy(role, logGroup, props));
  }

  /** A policy of its own rather than an inline one, as the HIPAA rules ask. */
  #policy(role: Role, logGroup: LogGroup, props: GatewayFunctionProps): ManagedPolicy {
    const writeLog = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    return new ManagedPolicy(this, 'Access', {
      description: props.description,
      roles: [role],
      statements: [writeLog, ...props.access, ...(props.network === undefined ? [] : interfaceAccess(this))],
    });
  }
}
