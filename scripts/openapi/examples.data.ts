/** Examples with made-up people, each held against its schema by a test. */

const NOTE = 'Write a short letter to Jane Roe, MRN 48215733, about her visit on 5/4/2026.';
const LETTER = 'Dear Jane Roe, thank you for your visit on 5/4/2026.';
const ID = '3f1c9a5e7b2d4c6f8a0b1c2d3e4f5a6b';
const MODEL = 'gpt-5.4-mini';

const output = {
  id: `msg_${ID}`,
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text: LETTER, annotations: [] }],
};

export const EXAMPLES = {
  ChatCompletionRequest: { model: MODEL, messages: [{ role: 'user', content: NOTE }] },
  TextOnlyChatRequest: { messages: [{ role: 'user', content: NOTE }] },
  ChatCompletion: {
    id: `chatcmpl-${ID}`,
    object: 'chat.completion',
    created: 1_790_000_000,
    model: MODEL,
    choices: [{ index: 0, message: { role: 'assistant', content: LETTER }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 62, completion_tokens: 18, total_tokens: 80 },
  },
  ChatCompletionChunk: {
    id: `chatcmpl-${ID}`,
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: MODEL,
    choices: [{ index: 0, delta: { content: 'Dear Jane Roe' }, finish_reason: null }],
  },
  TextOnlyAnswer: { content: LETTER },
  ResponseRequest: { model: MODEL, input: NOTE, metadata: { ward: '4' } },
  Response: {
    id: `resp_${ID}`,
    object: 'response',
    created_at: 1_790_000_000,
    status: 'completed',
    model: MODEL,
    output: [output],
    error: null,
    incomplete_details: null,
    previous_response_id: null,
    metadata: { ward: '4' },
    usage: { input_tokens: 62, output_tokens: 18, total_tokens: 80 },
  },
  ResponseEvent: {
    type: 'response.output_text.delta',
    sequence_number: 4,
    item_id: `msg_${ID}`,
    output_index: 0,
    content_index: 0,
    delta: 'Dear Jane Roe',
  },
  ItemList: {
    object: 'list',
    data: [output],
    first_id: `msg_${ID}`,
    last_id: `msg_${ID}`,
    has_more: false,
  },
  Item: output,
  ConversationRequest: { items: [{ role: 'user', content: 'I am Jane Roe.' }], metadata: { ward: '4' } },
  ConversationUpdate: { metadata: { ward: '5' } },
  ConversationItems: { items: [{ role: 'user', content: 'My record number is 48215733.' }] },
  Conversation: {
    id: `conv_${ID}`,
    object: 'conversation',
    created_at: 1_790_000_000,
    metadata: { ward: '4' },
  },
  DeletedResponse: { id: `resp_${ID}`, object: 'response.deleted', deleted: true },
  DeletedConversation: { id: `conv_${ID}`, object: 'conversation.deleted', deleted: true },
  InspectionRequest: { input: 'Jane Roe was seen.' },
  Inspection: {
    object: 'phi.inspection',
    kind: 'texts',
    decision: { action: 'proceed' },
    counts: { replaced: { NAME: 1 }, kept: {}, blocked: {} },
    degraded: false,
    results: [
      {
        path: 'input',
        kind: 'text',
        tokenised: 'NAME_4KQ7ZD was seen.',
        spans: [
          {
            ...{ start: 0, end: 8, type: 'NAME', source: 'names', score: 0.9 },
            ...{ action: 'tokenise', rule: 'action', token: 'NAME_4KQ7ZD' },
          },
        ],
      },
    ],
    provider: null,
    provider_body: null,
  },
  Model: { id: 'standard', object: 'model', created: 0, owned_by: 'hawthorn' },
  ModelList: {
    object: 'list',
    data: [{ id: 'standard', object: 'model', created: 0, owned_by: 'hawthorn' }],
  },
  Health: { status: 'ok' },
  OpenApi: { openapi: '3.1.1', info: { title: 'Hawthorn', version: '1' }, paths: {} },
};
