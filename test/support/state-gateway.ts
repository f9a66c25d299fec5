import { randomBytes } from 'node:crypto';
import OpenAI from 'openai';
import { createAuthenticator } from '../../lambda/access/authenticate.ts';
import { issueKey, type KeyTerms } from '../../lambda/access/issue-key.ts';
import { createLimits } from '../../lambda/access/limits.ts';
import type { AuditEvent, AuditLog } from '../../lambda/audit/event.ts';
import { GatewayError } from '../../lambda/contract/gateway-error.ts';
import type { PhiType } from '../../lambda/contract/phi-type.ts';
import { type ResponseId, requestId, responseId, type TenantId } from '../../lambda/contract/tenant.ts';
import { createStateEndpoints } from '../../lambda/gateway/state-endpoints.ts';
import { openTokenScope } from '../../lambda/gateway/token-scope.ts';
import { createResponsesApp } from '../../lambda/http/responses-app.ts';
import type { JsonObject } from '../../lambda/openai/json-value.ts';
import { createLocalDetector } from '../../lambda/phi/local-detector.ts';
import type { StoredItem } from '../../lambda/state/state.ts';
import { createTenantKeys } from '../../lambda/tokens/tenant-keys.ts';
import { CLINIC, callerWith, createManualClock, GOING_ON } from './identities.ts';
import { createMemoryState } from './memory-state.ts';
import {
  createMemoryKeyStore,
  createMemoryKeyWrapper,
  createMemoryLimitStore,
  createMemoryWrappedKeyStore,
} from './memory-stores.ts';
import { defaultPolicies } from './policies.ts';

const TERMS: KeyTerms = { tenant: CLINIC, role: 'clinician', vault: 'kept' };

/** What was put on record, unless the audit is down. */
const createMemoryAudit = () => {
  const events: AuditEvent[] = [];
  const state = { down: false };
  const log: AuditLog = {
    write: (event) => {
      if (state.down) return Promise.reject(new GatewayError('audit_failed'));
      events.push(event);
      return Promise.resolve();
    },
  };
  return { log, events, state };
};

const unique = (): string => randomBytes(16).toString('hex');

/** An answer of an earlier request, in tokens, as the gateway stores it. */
export interface Earlier {
  readonly output?: readonly JsonObject[];
  readonly input?: readonly StoredItem[];
  readonly ancestors?: readonly ResponseId[];
  /** Of the response object itself. */
  readonly fields?: JsonObject;
  readonly events?: readonly string[];
}

/**
 * The endpoints of stored state over HTTP and the official client, with everything real but the tables, which are in
 * memory and fail on demand.
 */
export const createStateGateway = () => {
  const clock = createManualClock();
  const audit = createMemoryAudit();
  const keyStore = createMemoryKeyStore();
  const keys = createTenantKeys({
    wrapper: createMemoryKeyWrapper(),
    store: createMemoryWrappedKeyStore(),
    clock,
  });
  const memory = createMemoryState({ clock, keys });
  const { state, vault } = memory;
  const endpoints = createStateEndpoints({
    // What a test has stored, another process did.
    ...memory.another(),
    ...{ keys, clock, audit: audit.log, media: 'block' },
    authenticator: createAuthenticator({ keys: keyStore, clock }),
    limits: createLimits({ store: createMemoryLimitStore(), clock }),
    policies: defaultPolicies(),
    detector: createLocalDetector(),
  });
  const app = createResponsesApp({
    responses: () => Promise.reject(new Error('no model here')),
    state: endpoints,
    ...{ clock, log: () => undefined, unique },
  });

  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    Promise.resolve(app.fetch(new Request(`http://gateway/v1${path}`, init), { signal: GOING_ON }));

  const issue = async (terms: Partial<KeyTerms> = {}): Promise<string> => {
    const deps = { keys: keyStore, clock, random: randomBytes };
    const { text } = await issueKey(deps, { environment: 'test', ...TERMS, ...terms });
    return text.reveal();
  };

  /** A session, whose tokens stand for the values that were put into it. */
  const session = async (name: string, tenant: TenantId = CLINIC) => {
    const scope = await openTokenScope({ name }, callerWith({ tenant }), keys, GOING_ON);
    return {
      scope,
      token: (type: PhiType, value: string): string => scope.book.issue(type, value),
      /** Stores a response with all values of the session so far, as the gateway does. */
      answered: async ({
        output = [],
        input = [],
        ancestors = [],
        fields,
        events,
      }: Earlier): Promise<ResponseId> => {
        const id = responseId(requestId(unique()));
        const values = await vault.keep(tenant, scope.id, scope.book.issued(), GOING_ON);
        const own = { id, object: 'response', created_at: 1, status: 'completed', model: 'm', output };
        const echo = { instructions: null, metadata: {}, tools: [], previous_response_id: null };
        const response = { ...own, ...echo, store: true, background: false, conversation: null, ...fields };
        const turn = { id, scope: scope.id, ancestors, response, input, values };
        await state.responses.keep(tenant, turn, events, GOING_ON);
        return id;
      },
    };
  };

  return {
    ...{ clock, audit, memory, state, keys, app, send, issue, session },
    /** The official client with a key of such terms. */
    client: async (terms: Partial<KeyTerms> = {}): Promise<OpenAI> =>
      new OpenAI({
        apiKey: await issue(terms),
        baseURL: 'http://gateway/v1',
        maxRetries: 0,
        fetch: (url, init) => Promise.resolve(app.fetch(new Request(url, init), { signal: GOING_ON })),
      }),
  };
};

export type StateGateway = ReturnType<typeof createStateGateway>;

/** A message of the user's or the model's, as it is stored. */
export const said = (id: string, role: 'user' | 'assistant', text: string): StoredItem => ({
  id,
  item:
    role === 'user'
      ? { type: 'message', role, content: text }
      : {
          ...{ id, type: 'message', role, status: 'completed' },
          content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
        },
});
