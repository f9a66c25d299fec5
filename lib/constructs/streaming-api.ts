import { Duration } from 'aws-cdk-lib';
import {
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CORS } from '../../lambda/contract/cors.ts';
import { ENDPOINTS, type Endpoint } from '../../lambda/contract/endpoints.ts';
import { accessLogFormat } from './access-log.ts';
import { addGatewayErrors } from './gateway-errors.ts';
import type { LogSettings } from './log-settings.ts';

export interface StreamingApiProps {
  readonly name: string;
  /** The last part of the API's address before `/v1`. */
  readonly stageName: string;
  readonly throttle: { readonly rate: number; readonly burst: number };
  readonly logs: LogSettings;
  /** Whether AWS's own name for the API leads to it. Not where it has one of the operator's. */
  readonly ownNameOnly: boolean;
}

export interface Route extends Pick<Endpoint, 'method' | 'path'> {
  readonly function: IFunction;
  /** The function's own time-out; a stream may take 15 minutes at most. */
  readonly timeout: Duration;
}

/** How many a second are enough for an endpoint that anybody may call. */
const OPEN_RATE = 10;

const methodOptions = ({ rate, burst }: StreamingApiProps['throttle']): MethodDeploymentOptions => ({
  throttlingRateLimit: rate,
  throttlingBurstLimit: burst,
  metricsEnabled: true,
  // Execution logs may quote headers and bodies, in a log group outside of our encryption and retention.
  loggingLevel: MethodLoggingLevel.OFF,
  dataTraceEnabled: false,
});

/** What stands outside of `/v1` asks for no key, so a flood of it must not take the function from those with one. */
const openMethods = ({
  rate,
  burst,
}: StreamingApiProps['throttle']): Record<string, MethodDeploymentOptions> => {
  const limits = methodOptions({ rate: Math.min(rate, OPEN_RATE), burst: Math.min(burst, 2 * OPEN_RATE) });
  const open = ENDPOINTS.filter(({ path }) => !path.startsWith('/v1/'));
  return Object.fromEntries(open.map(({ method, path }) => [`${path}/${method}`, limits]));
};

/**
 * A REST API that passes the functions' bytes on as they come. Only REST APIs stream; Regional, since an
 * edge-optimised one cuts a stream that is silent for 30 seconds, which a thinking model is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export class StreamingApi extends Construct {
  readonly restApi: RestApi;
  readonly accessLog: ILogGroup;

  constructor(scope: Construct, id: string, props: StreamingApiProps) {
    super(scope, id);
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: props.logs.days,
      encryptionKey: props.logs.encryptionKey,
      removalPolicy: props.logs.removalPolicy,
    });
    this.accessLog = accessLog;
    this.restApi = new RestApi(this, 'Api', {
      restApiName: props.name,
      endpointTypes: [EndpointType.REGIONAL],
      disableExecuteApiEndpoint: props.ownNameOnly,
      // One setting for the whole account: without it API Gateway may write no access log.
      cloudWatchRole: true,
      defaultCorsPreflightOptions: {
        allowOrigins: [CORS.origin],
        allowMethods: [...CORS.methods],
        allowHeaders: [...CORS.requestHeaders],
        maxAge: Duration.seconds(CORS.maxAge),
      },
      deployOptions: {
        stageName: props.stageName,
        ...methodOptions(props.throttle),
        methodOptions: openMethods(props.throttle),
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: accessLogFormat(),
      },
    });
    addGatewayErrors(this.restApi);
  }

  /** Adds an endpoint whose function answers in the streaming format: prelude, eight NULs, body. */
  addRoute(route: Route): void {
    const integration = new LambdaIntegration(route.function, {
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: route.timeout,
      allowTestInvoke: false,
    });
    this.restApi.root.resourceForPath(route.path).addMethod(route.method, integration);
  }
}
