import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { issueKey, type KeyTerms } from '../../lambda/access/issue-key.ts';
import { createAwsClients } from '../../lambda/aws/clients.ts';
import { createDynamoKeyStore } from '../../lambda/aws/dynamo-key-store.ts';
import type { CatalogueDefinition } from '../../lambda/contract/catalogue-definition.ts';
import { ENDPOINTS } from '../../lambda/contract/endpoints.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import type { LogFields, LogMessage } from '../../lambda/contract/log.ts';
import { Sensitive } from '../../lambda/contract/sensitive.ts';
import { isTenantId } from '../../lambda/contract/tenant.ts';
import { createChatCompletions } from '../../lambda/gateway/chat-completions.ts';
import { createInspect } from '../../lambda/gateway/inspection/inspect.ts';
import { createListModels, createRetrieveModel } from '../../lambda/gateway/models.ts';
import type { ResponsesPorts } from '../../lambda/gateway/ports.ts';
import { createResponses } from '../../lambda/gateway/responses.ts';
import { createStateEndpoints } from '../../lambda/gateway/state-endpoints.ts';
import { composeMetering } from '../../lambda/handlers/compose-metering.ts';
import { composeResponsesPorts } from '../../lambda/handlers/compose-responses-ports.ts';
import { createChatApp } from '../../lambda/http/chat-app.ts';
import { createInspectApp } from '../../lambda/http/inspect-app.ts';
import { createLambdaHandler } from '../../lambda/http/lambda-adapter.ts';
import { createPlainApp } from '../../lambda/http/plain-app.ts';
import { createResponsesApp } from '../../lambda/http/responses-app.ts';
import { measurePorts } from '../../lambda/metrics/measured-ports.ts';
import { startApiGateway } from '../../local/api-gateway.ts';
import { startLocalAws } from '../../local/aws/aws.ts';
import {
  installLambdaRuntime,
  isStreamingHandler,
  type StreamingHandler,
} from '../../local/lambda-runtime.ts';
import { type Respond, startScriptedProvider } from './scripted-provider.ts';

export const PROVIDER_KEY = 'sk-test-provider-key';

const TERMS: KeyTerms = { tenant: tenant('general-hospital'), role: 'clinician', vault: 'kept' };

function tenant(name: string) {
  if (!isTenantId(name)) throw new Error('not a tenant');
  return name;
}

const catalogueFor = (baseUrl: string): CatalogueDefinition => ({
  providers: [
    {
      name: 'openai',
      baseUrl,
      auth: 'bearer',
      keySecret: 'openai',
      responses: true,
      passthrough: true,
      takesCallersKey: true,
    },
  ],
  models: [{ id: 'gpt-5.4-mini', provider: 'openai' }],
  routes: { standard: ['gpt-5.4-mini'], 'fast-chat': ['gpt-5.4-mini'] },
});

/** The same with a model more, whose provider has chat alone. */
export const chatOnlyAsWell = (baseUrl: string): CatalogueDefinition => {
  const { providers, models, routes } = catalogueFor(baseUrl);
  return {
    providers: [...providers, { name: 'chat-only', baseUrl, auth: 'bearer', keySecret: 'openai' }],
    models: [...models, { id: 'chat-only-model', provider: 'chat-only' }],
    routes,
  };
};

const streaming = (handler: unknown): StreamingHandler => {
  if (!isStreamingHandler(handler)) throw new Error('not a streaming handler');
  return handler;
};

export interface GatewayOptions {
  readonly respond: Respond;
  readonly environment?: Readonly<Record<string, string>>;
  /** Other providers and models, at the same place. */
  readonly catalogue?: (baseUrl: string) => CatalogueDefinition;
  /** Puts other ports in place, such as ones that fail. */
  readonly ports?: (ports: ResponsesPorts) => ResponsesPorts;
  readonly keepAliveMs?: number;
}

/**
 * The whole gateway over HTTP, as on a laptop: API Gateway, functions, DynamoDB, KMS and secrets on this machine, and
 * a provider that does what the test says.
 */
export const startGateway = async ({
  respond,
  environment = {},
  catalogue = catalogueFor,
  ports: change = (ports) => ports,
  keepAliveMs,
}: GatewayOptions) => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'hawthorn-test-'));
  const provider = await startScriptedProvider({ respond });
  const aws = await startLocalAws({ stateFolder });
  aws.putSecret('hawthorn/providers/openai', new Sensitive(PROVIDER_KEY));
  const modelsFile = join(stateFolder, 'models.json');
  await writeFile(modelsFile, JSON.stringify(catalogue(provider.baseUrl)));
  Object.assign(process.env, aws.environment, {
    [ENVIRONMENT.providerSecrets]: 'hawthorn/providers/',
    [ENVIRONMENT.modelsFile]: modelsFile,
    [ENVIRONMENT.media]: 'block',
    [ENVIRONMENT.stage]: 'test',
    ...environment,
  });
  installLambdaRuntime();
  const logged: { message: LogMessage; fields: LogFields }[] = [];
  const log = (message: LogMessage, fields: LogFields): void => void logged.push({ message, fields });
  const metricLines: string[] = [];
  const metering = composeMetering(process.env, (line) => void metricLines.push(line));
  const { meter } = metering;
  const ports = measurePorts(change(composeResponsesPorts(process.env, { log, meter })), meter);
  const app = {
    clock: Date.now,
    log,
    unique: () => randomUUID().replaceAll('-', ''),
    ...(keepAliveMs !== undefined && { keepAliveMs }),
  };
  const chat = streaming(
    createLambdaHandler(createChatApp({ ...app, chatCompletions: createChatCompletions(ports) }), metering),
  );
  const plain = streaming(
    createLambdaHandler(
      createPlainApp({
        ...app,
        listModels: createListModels(ports),
        retrieveModel: createRetrieveModel(ports),
      }),
      metering,
    ),
  );
  const responses = streaming(
    createLambdaHandler(
      createResponsesApp({ ...app, responses: createResponses(ports), state: createStateEndpoints(ports) }),
      metering,
    ),
  );
  const inspect = streaming(
    createLambdaHandler(createInspectApp({ ...app, inspect: createInspect(ports) }), metering),
  );
  const handlers = { 'chat-completions': chat, responses, inspect, 'plain-routes': plain };
  const api = await startApiGateway({
    port: 0,
    routes: ENDPOINTS.map(({ method, path, handler }) => ({
      method,
      resource: path,
      handler: handlers[handler],
    })),
  });
  const clients = createAwsClients();
  const keys = createDynamoKeyStore(clients.dynamo, aws.environment[ENVIRONMENT.keysTable] ?? '');
  const issue = async (terms: Partial<KeyTerms> = {}): Promise<string> => {
    const { text } = await issueKey(
      { keys, clock: Date.now, random: randomBytes },
      { environment: 'test', ...TERMS, ...terms },
    );
    return text.reveal();
  };
  const key = await issue();

  return {
    url: api.url,
    baseURL: `${api.url}/v1`,
    key,
    issue,
    provider,
    logged,
    /** What was measured, as CloudWatch gets it. */
    metricLines,
    ports,
    dynamo: clients.dynamo,
    /** Where everything rests that is kept on this machine. */
    stateFolder,
    /** The official client. Retries are off unless a test is about them. */
    openai: (options: ConstructorParameters<typeof OpenAI>[0] = {}): OpenAI =>
      new OpenAI({ apiKey: key, baseURL: `${api.url}/v1`, maxRetries: 0, ...options }),
    post: (
      body: unknown,
      headers: Readonly<Record<string, string>> = {},
      path = '/v1/chat/completions',
    ): Promise<Response> =>
      fetch(`${api.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async close(): Promise<void> {
      await api.close(0);
      await provider.close();
      clients.destroy();
      await aws.close();
      await rm(stateFolder, { recursive: true });
    },
  };
};

export type TestGateway = Awaited<ReturnType<typeof startGateway>>;
