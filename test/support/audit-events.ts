import type { ClosedEvent, OpenedEvent } from '../../lambda/audit/event.ts';
import { requestId } from '../../lambda/contract/tenant.ts';
import { CLINIC, keyIdOf, SCOPE } from './identities.ts';

export const openedEvent = (content?: string, unique = '1'): OpenedEvent => ({
  kind: 'opened',
  requestId: requestId(unique),
  tenant: CLINIC,
  keyId: keyIdOf('a1b2c3d4e5f6'),
  role: 'clinician',
  endpoint: 'chat.completions',
  modelAsked: 'gpt-5',
  scope: SCOPE,
  phi: { NAME: 2, DATE: 1 },
  payloadHash: 'ab'.repeat(32),
  streamed: true,
  mediaParts: 0,
  ...(content === undefined ? {} : { content }),
});

export const closedEvent = (content?: string): ClosedEvent => ({
  kind: 'closed',
  requestId: requestId('1'),
  tenant: CLINIC,
  keyId: keyIdOf('a1b2c3d4e5f6'),
  role: 'clinician',
  outcome: 'completed',
  provider: 'openai',
  modelServed: 'gpt-5',
  finishReasons: ['stop'],
  toolCalls: 0,
  usage: { promptTokens: 12, completionTokens: 3 },
  durationMs: 812,
  ...(content === undefined ? {} : { content }),
});
