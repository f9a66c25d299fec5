import { chatRequest } from '../../lambda/openai/chat/chat-request.ts';
import { CHAT_TOOL_TYPES, MESSAGE_ROLES } from '../../lambda/openai/chat/chat-request-leaves.ts';
import {
  conversationCreation,
  conversationUpdate,
  itemsAddition,
} from '../../lambda/openai/responses/conversation-body.ts';
import { ITEM_TYPES } from '../../lambda/openai/responses/item-leaves.ts';
import { responsesBody } from '../../lambda/openai/responses/responses-request.ts';
import { TOOL_TYPES } from '../../lambda/openai/responses/tool-leaves.ts';
import {
  CHAT_FIELDS,
  CONVERSATION_CREATION_FIELDS,
  CONVERSATION_UPDATE_FIELDS,
  ITEMS_ADDITION_FIELDS,
  RESPONSES_FIELDS,
} from './field-notes.data.ts';
import { type JsonSchema, toNotedSchema } from './json-schema.ts';

const LOOSE =
  'Parameters that are not named here pass on to the provider; every string in them is scrubbed as text.';

const loose = (schema: JsonSchema, description = LOOSE): JsonSchema => ({ description, ...schema });

const texts = {
  description: 'Texts by themselves: no other field may stand beside them.',
  type: 'object',
  required: ['input'],
  properties: {
    input: {
      description: 'A text or several.',
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    },
  },
  additionalProperties: false,
};

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const chatField = (name: string) => ref(`ChatCompletionRequest/properties/${name}`);

/** The bodies of requests, from the very schemas and rules with which the gateway checks them. */
export const REQUEST_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ChatCompletionRequest: loose(
    toNotedSchema(chatRequest, {
      descriptions: CHAT_FIELDS,
      words: { 'messages[].role': MESSAGE_ROLES, 'tools[].type': CHAT_TOOL_TYPES },
    }),
  ),
  ResponseRequest: loose(
    toNotedSchema(responsesBody, {
      descriptions: RESPONSES_FIELDS,
      words: { 'input[].type': ITEM_TYPES, 'tools[].type': TOOL_TYPES },
    }),
  ),
  ConversationRequest: toNotedSchema(conversationCreation, {
    descriptions: CONVERSATION_CREATION_FIELDS,
    words: { 'items[].type': ITEM_TYPES },
  }),
  ConversationUpdate: toNotedSchema(conversationUpdate, { descriptions: CONVERSATION_UPDATE_FIELDS }),
  ConversationItems: toNotedSchema(itemsAddition, {
    descriptions: ITEMS_ADDITION_FIELDS,
    words: { 'items[].type': ITEM_TYPES },
  }),
  InspectionRequest: {
    description: 'Texts by themselves, or the body of a request as it would be sent.',
    anyOf: [texts, ref('ChatCompletionRequest'), ref('ResponseRequest')],
  },
  TextOnlyChatRequest: {
    description: `The form that goes with \`x-compliantchatgpt-key\`: the model may be left out. ${LOOSE}`,
    type: 'object',
    required: ['messages'],
    properties: {
      messages: chatField('messages'),
      model: { ...chatField('model'), default: 'gpt-3.5-turbo' },
      temperature: { ...chatField('temperature'), default: 0.7 },
      n: { ...chatField('n'), default: 1 },
      max_tokens: chatField('max_tokens'),
      stream: { description: 'Not available in this form.', anyOf: [{ const: false }, { type: 'null' }] },
    },
    additionalProperties: {},
  },
};
