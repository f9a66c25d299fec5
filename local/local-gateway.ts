import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueDefinition } from '../lambda/contract/catalogue-definition.ts';
import { ENDPOINTS, type HandlerName } from '../lambda/contract/endpoints.ts';
import { ENVIRONMENT } from '../lambda/contract/environment.ts';
import { Sensitive } from '../lambda/contract/sensitive.ts';
import { type ApiGateway, type ServedExchange, startApiGateway } from './api-gateway.ts';
import { type LocalAws, startLocalAws } from './aws/aws.ts';
import { startDemoProvider } from './demo-provider/start-demo-provider.ts';
import { installLambdaRuntime, isStreamingHandler, type StreamingHandler } from './lambda-runtime.ts';
import { catalogueAt, PROVIDER_SECRETS, secretsOf } from './local-catalogue.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { Route } from './routes.ts';
import type { LocalSettings, RealProvider } from './settings.ts';
import { watchFetch } from './watch-fetch.ts';

export interface LocalGatewayObserver {
  /** A request has been sent to the provider. */
  onReceived(request: ReceivedRequest): void;
  /** A client has got its answer. */
  onExchange(exchange: ServedExchange): void;
}

export interface LocalGateway {
  /** Such as `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly apiKey: Sensitive<string>;
  /** Lets running answers finish for so long, then ends everything. */
  close(graceMs?: number): Promise<void>;
}

/** Where requests go on to. */
interface Upstream extends RealProvider {
  readonly name: string;
  close(): Promise<void>;
}

/** The demo provider takes any key. */
const DEMO_KEY = new Sensitive('demo-provider-needs-no-key');

const startUpstream = async (
  provider: RealProvider | undefined,
  observer: LocalGatewayObserver,
): Promise<Upstream> => {
  const onReceived = (request: ReceivedRequest): void => observer.onReceived(request);
  if (provider === undefined) {
    const demo = await startDemoProvider({ onReceived });
    return { name: 'demo', baseUrl: demo.baseUrl, key: DEMO_KEY, close: () => demo.close() };
  }
  const original = globalThis.fetch;
  globalThis.fetch = watchFetch(original, provider.baseUrl, onReceived);
  return {
    ...provider,
    name: 'openai',
    close: () => {
      globalThis.fetch = original;
      return Promise.resolve();
    },
  };
};

/** Puts the models where the functions find them. */
const writeModels = (stateFolder: string, catalogue: CatalogueDefinition): string => {
  const file = join(stateFolder, 'models.json');
  writeFileSync(file, JSON.stringify(catalogue));
  return file;
};

/** Tells the functions about their surroundings, as the infrastructure does in AWS. */
const prepareEnvironment = (settings: LocalSettings, aws: LocalAws, upstream: Upstream): void => {
  const catalogue = catalogueAt({ ...upstream, wire: settings.wire });
  for (const secret of secretsOf(catalogue)) aws.putSecret(secret, upstream.key);
  Object.assign(process.env, aws.environment, {
    [ENVIRONMENT.providerSecrets]: PROVIDER_SECRETS,
    [ENVIRONMENT.modelsFile]: writeModels(settings.stateFolder, catalogue),
    [ENVIRONMENT.media]: settings.media,
  });
};

const streaming = ({ handler }: { readonly handler: unknown }): StreamingHandler => {
  if (!isStreamingHandler(handler)) throw new Error('A function has no streaming handler.');
  return handler;
};

/** The functions read their environment when they are loaded, so they are loaded last. */
const loadRoutes = async (): Promise<readonly Route[]> => {
  installLambdaRuntime();
  const handlers: Readonly<Record<HandlerName, StreamingHandler>> = {
    'chat-completions': streaming(await import('../lambda/handlers/chat-completions.ts')),
    responses: streaming(await import('../lambda/handlers/responses.ts')),
    inspect: streaming(await import('../lambda/handlers/inspect.ts')),
    'plain-routes': streaming(await import('../lambda/handlers/plain-routes.ts')),
  };
  return ENDPOINTS.map(({ method, path, handler }) => ({
    method,
    resource: path,
    handler: handlers[handler],
  }));
};

/**
 * Starts the whole gateway in this process: AWS's services, the provider, the functions, and the API Gateway before
 * them. Changes `process.env`, and can be done once in a process. Leaves nothing running when it throws.
 */
export const startLocalGateway = async (
  settings: LocalSettings,
  observer: LocalGatewayObserver,
): Promise<LocalGateway> => {
  const aws = await startLocalAws({ stateFolder: settings.stateFolder });
  const opened: (() => Promise<void>)[] = [() => aws.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.reverse()) await close();
  };
  try {
    const upstream = await startUpstream(settings.provider, observer);
    opened.push(() => upstream.close());
    prepareEnvironment(settings, aws, upstream);
    const { ensureLocalKey } = await import('./local-key.ts');
    const apiKey = await ensureLocalKey({
      stateFolder: settings.stateFolder,
      keysTable: process.env[ENVIRONMENT.keysTable] ?? '',
      chosen: settings.apiKey,
    });
    if (settings.policyFile !== undefined) {
      const { setLocalPolicy } = await import('./local-policy.ts');
      await setLocalPolicy(settings.policyFile);
    }
    const routes = await loadRoutes();
    const gateway: ApiGateway = await startApiGateway({
      routes,
      port: settings.port,
      onExchange: (exchange) => observer.onExchange(exchange),
    });
    return {
      url: gateway.url,
      apiKey,
      close: async (graceMs = 0) => {
        await gateway.close(graceMs);
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
};
