import { join } from 'node:path';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type IFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ILogGroup, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { HandlerName } from '../../lambda/contract/endpoints.ts';
import { BUNDLING } from './bundling.ts';

const HANDLERS_FOLDER = join(import.meta.dirname, '../../lambda/handlers');

/** How the logs of a stage are kept. */
export interface LogSettings {
  readonly days: RetentionDays;
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

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
}

/** A function of the gateway with its own log group and a role that can do what is listed and nothing more. */
export class GatewayFunction extends Construct {
  readonly function: IFunction;
  readonly timeout: Duration;
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logs.days,
      encryptionKey: props.logs.encryptionKey,
      removalPolicy: props.logs.removalPolicy,
    });
    this.logGroup = logGroup;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.function = new NodejsFunction(this, 'Function', {
      entry: join(HANDLERS_FOLDER, `${props.handler}.ts`),
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling: BUNDLING,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      environment: props.environment,
      // As a role that can't be changed, so that no construct adds rights behind our back.
      role: role.withoutPolicyUpdates(),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      awsSdkConnectionReuse: false,
      ...(props.concurrency !== undefined && { reservedConcurrentExecutions: props.concurrency }),
    });
    this.function.node.addDependency(this.#access(role, logGroup, props));
  }

  /** A policy of its own rather than an inline one, as the HIPAA rules ask. */
  #access(role: Role, logGroup: LogGroup, props: GatewayFunctionProps): ManagedPolicy {
    const writeLog = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    return new ManagedPolicy(this, 'Access', {
      description: props.description,
      roles: [role],
      statements: [writeLog, ...props.access],
    });
  }
}
