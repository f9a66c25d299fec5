import { afterEach } from 'vitest';
import { GatewayError } from '../../lambda/contract/gateway-error.ts';
import type { LogFields, LogMessage } from '../../lambda/contract/log.ts';
import { UNMEASURED } from '../../lambda/contract/meter.ts';
import { Sensitive } from '../../lambda/contract/sensitive.ts';
import { requestId } from '../../lambda/contract/tenant.ts';
import { createProvider, type ProviderDeps } from '../../lambda/providers/call-provider.ts';
import type { OutboundCall, Provider } from '../../lambda/providers/provider.ts';
import type { ProviderTarget } from '../../lambda/providers/target.ts';
import { systemTimer } from '../../lambda/providers/timer.ts';
import { type Respond, type ScriptedProvider, startScriptedProvider } from './scripted-provider.ts';

const running: ScriptedProvider[] = [];

/** Closes after each test the providers that it started, and fails the test if a script failed. */
export const closeProvidersAfterEach = (): void => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((provider) => provider.close()));
  });
};

/** A scripted provider that is closed after the test. */
export const provide = async (respond: Respond): Promise<ScriptedProvider> => {
  const provider = await startScriptedProvider({ respond });
  running.push(provider);
  return provider;
};

export const targetAt = (baseUrl: string, over: Partial<ProviderTarget> = {}): ProviderTarget => ({
  provider: 'scripted',
  model: 'model-1',
  baseUrl,
  auth: 'bearer',
  keySecret: 'providers/scripted',
  responses: true,
  ...over,
});

export interface LoggedLine {
  readonly message: LogMessage;
  readonly fields: LogFields;
}

/** A provider port with the system's timer and no waiting before a retry; `log` collects what it logs. */
export const createTestProvider = (
  over: Partial<ProviderDeps> = {},
): { readonly provider: Provider; readonly log: readonly LoggedLine[] } => {
  const log: LoggedLine[] = [];
  const provider = createProvider({
    keys: { read: (name) => Promise.resolve(new Sensitive(`key-of-${name}`)) },
    fetch,
    now: Date.now,
    timer: systemTimer,
    random: () => Uint8Array.of(0),
    log: (message, fields) => log.push({ message, fields }),
    meter: UNMEASURED.meter,
    settings: { retryMs: 0 },
    ...over,
  });
  return { provider, log };
};

/** `fetch`, with something that happens each time the head of an answer has come in. */
export const fetchAnd =
  (afterHead: (value: undefined) => void): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    afterHead(undefined);
    return response;
  };

export const callTo = (
  targets: readonly ProviderTarget[],
  over: Partial<OutboundCall> = {},
): OutboundCall => ({
  targets,
  request: ({ model }) => ({ path: '/chat/completions', body: JSON.stringify({ model }) }),
  streamed: false,
  requestId: requestId('test'),
  signal: new AbortController().signal,
  ...over,
});

/** The `GatewayError` that a promise rejects with; anything else fails the test. */
export const failureOf = async (promise: Promise<unknown>): Promise<GatewayError> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('expected a failure');
};
