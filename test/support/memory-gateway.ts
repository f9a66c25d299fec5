import { randomBytes } from 'node:crypto';
import { createAuthenticator } from '../../lambda/access/authenticate.ts';
import { issueKey } from '../../lambda/access/issue-key.ts';
import { createLimits } from '../../lambda/access/limits.ts';
import type { ResponsesPorts } from '../../lambda/gateway/ports.ts';
import { createResponses } from '../../lambda/gateway/responses.ts';
import { createStateEndpoints } from '../../lambda/gateway/state-endpoints.ts';
import { createResponsesApp } from '../../lambda/http/responses-app.ts';
import { createLocalDetector } from '../../lambda/phi/local-detector.ts';
import { createCatalogue } from '../../lambda/providers/catalogue.ts';
import { createTenantKeys } from '../../lambda/tokens/tenant-keys.ts';
import { CLINIC, createManualClock, GOING_ON } from './identities.ts';
import { createMemoryState } from './memory-state.ts';
import {
  createMemoryKeyStore,
  createMemoryKeyWrapper,
  createMemoryLimitStore,
  createMemoryWrappedKeyStore,
} from './memory-stores.ts';
import { tokensOf } from './openai-wire.ts';
import { defaultPolicies } from './policies.ts';
import { createTestProvider } from './provider-harness.ts';

/** Models by what their providers do: OpenAI's seal their reasoning, open ones don't, and some have chat alone. */
export const MODELS = { sealing: 'gpt-5.4-mini', open: 'open-model', chat: 'chat-only-model' } as const;

const CATALOGUE = createCatalogue({
  providers: [
    { name: 'full', baseUrl: 'https://full.example/v1', auth: 'bearer', keySecret: 'k', responses: true },
    { name: 'chat', baseUrl: 'https://chat.example/v1', auth: 'bearer', keySecret: 'k', responses: false },
  ],
  models: [
    { id: MODELS.sealing, provider: 'full' },
    { id: MODELS.open, provider: 'full' },
    { id: MODELS.chat, provider: 'chat' },
  ],
});

const detector = createLocalDetector();

/** The tokens in the last item or message of a body; the instruction's examples stand elsewhere. */
export const askedTokens = (body: string): string[] => {
  const { input, messages } = JSON.parse(body) as { input?: unknown[]; messages?: unknown[] };
  return tokensOf(JSON.stringify((input ?? messages)?.at(-1)));
};

/**
 * The whole of responses and stored state without a network, cheap enough to be made anew for each run of a property.
 *
 * @param answer what the provider answers to a body, which is as it was sent
 */
export const createMemoryGateway = async (answer: (body: string) => Response) => {
  const clock = createManualClock();
  const keyStore = createMemoryKeyStore();
  const keys = createTenantKeys({
    wrapper: createMemoryKeyWrapper(),
    store: createMemoryWrappedKeyStore(),
    clock,
  });
  const { state, vault, recall } = createMemoryState({ clock, keys });
  const { provider } = createTestProvider({
    fetch: (_, init) => {
      if (typeof init?.body !== 'string') throw new Error('a body that is no text');
      return Promise.resolve(answer(init.body));
    },
  });
  const log = (): void => undefined;
  const ports: ResponsesPorts = {
    ...{ keys, detector, vault, recall, state, catalogue: CATALOGUE, provider, clock, log },
    authenticator: createAuthenticator({ keys: keyStore, clock }),
    limits: createLimits({ store: createMemoryLimitStore(), clock }),
    policies: defaultPolicies(),
    audit: { write: () => Promise.resolve() },
    media: 'block',
  };
  const app = createResponsesApp({
    responses: createResponses(ports),
    state: createStateEndpoints(ports),
    ...{ clock, log, unique: () => randomBytes(16).toString('hex') },
  });
  const terms = { environment: 'test', tenant: CLINIC, role: 'clinician', vault: 'kept' } as const;
  const { text: key } = await issueKey({ keys: keyStore, clock, random: randomBytes }, terms);

  /** The body of an answer; throws where it is an error. */
  const send = async (path: string, init: RequestInit = {}): Promise<string> => {
    const headers = { authorization: `Bearer ${key.reveal()}`, 'content-type': 'application/json' };
    const request = new Request(`http://gateway/v1${path}`, { ...init, headers });
    const response = await app.fetch(request, { signal: GOING_ON });
    const body = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${body}`);
    return body;
  };

  return {
    get: (path: string): Promise<string> => send(path),
    post: (path: string, body: object): Promise<string> =>
      send(path, { method: 'POST', body: JSON.stringify(body) }),
  };
};
