import type { ParameterName } from './operation.ts';

const id = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

const query = (name: string, description: string, schema: object) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});

export const PARAMETERS: Readonly<Record<ParameterName, object>> = {
  response_id: id('id', 'The id of a response of this gateway.'),
  conversation_id: id('id', 'The id of a conversation of this gateway.'),
  item_id: id('item_id', 'The id of an item of the conversation.'),
  model_id: id('id', 'A model, an alias or a tier. A slash in it is written `%2F`.'),
  limit: query('limit', 'The most items of a page.', { type: 'integer', minimum: 1, maximum: 100, default: 20 }),
  order: query('order', 'Whether the oldest or the newest come first.', {
    type: 'string',
    enum: ['asc', 'desc'],
    default: 'desc',
  }),
  after: query('after', 'The id of the item behind which the page begins.', { type: 'string' }),
  include: query('include', '`reasoning.encrypted_content` shows what providers sealed for themselves.', {
    type: 'array',
    items: { type: 'string' },
  }),
  replay: query('stream', 'Gives the events of the answer again.', { type: 'boolean', default: false }),
  starting_after: query('starting_after', 'With `stream`: the number of the event behind which to begin.', {
    type: 'integer',
    minimum: 0,
  }),
  include_obfuscation: query('include_obfuscation', 'With `stream`: whether events are padded.', {
    type: 'boolean',
    default: true,
  }),
  session: {
    name: 'x-hawthorn-session',
    in: 'header',
    required: false,
    description:
      'Names a session. Within a session equal values have equal tokens. Without it: the API key and the month.',
    schema: { type: 'string', minLength: 1, maxLength: 256 },
  },
};
