import { randomBytes } from 'node:crypto';
import {
  type ConversationId,
  conversationId,
  type ResponseId,
  requestId,
  responseId,
} from '../../lambda/contract/tenant.ts';
import type { StoredConversation, StoredItem, StoredResponse } from '../../lambda/state/state.ts';
import { SCOPE } from './identities.ts';

/** A new id of each kind. */
export const newResponseId = (): ResponseId => responseId(requestId(randomBytes(16).toString('hex')));
export const newConversationId = (): ConversationId =>
  conversationId(requestId(randomBytes(16).toString('hex')));

/** What a user said, in tokens. */
export const said = (id: string, text = `I am NAME_4KQ7ZD. ${id}`): StoredItem => ({
  id,
  item: { type: 'message', role: 'user', content: text },
});

/** What a model answered, as it stands in `output`. */
export const answered = (id: string, text = `Hello NAME_4KQ7ZD. ${id}`) => ({
  type: 'message',
  id,
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
});

/** A turn that goes on from others. */
export const turnAfter = (
  before: readonly StoredResponse[],
  change: Partial<StoredResponse> = {},
): StoredResponse => {
  const id = change.id ?? newResponseId();
  return {
    id,
    scope: SCOPE,
    ancestors: before.map((turn) => turn.id),
    response: { id, object: 'response', output: [answered(`msg_${id}`)], metadata: {} },
    input: [said(`in_${id}`)],
    values: [],
    ...change,
  };
};

export const newConversation = (change: Partial<StoredConversation> = {}): StoredConversation => ({
  id: newConversationId(),
  scope: SCOPE,
  createdAt: 1_795_000_000,
  metadata: { topic: 'NAME_4KQ7ZD' },
  values: [],
  ...change,
});
