import { everyItem, type Say } from './every-responses-item.ts';
import { everyTool } from './every-responses-tool.ts';

/** What chat has words for. */
const CHAT_ITEMS = [
  ...['message', 'reasoning', 'function_call', 'function_call_output'],
  ...['custom_tool_call', 'custom_tool_call_output'],
];
const CHAT_TOOLS = ['function', 'custom'];

const spoken = <T extends object>(all: readonly T[], kinds: readonly string[]): T[] =>
  all.filter((one) => kinds.includes('type' in one ? String(one.type) : 'message'));

/**
 * A request of the Responses API with every field that the API knows, and some that it doesn't, but for what needs
 * something beside it: earlier turns, sealed parts, images and files. Each text is what `say` gives for its place, so
 * that a test can plant something there and look for it later.
 */
export const wholeResponsesRequest = (say: Say) => ({
  model: 'gpt-5.4-mini',
  instructions: say('instructions'),
  input: [...everyItem(say), { type: 'message', role: 'user', content: say('user') }],
  prompt: {
    id: 'pmpt_1',
    version: '2',
    variables: {
      plain: say('prompt variable'),
      part: { type: 'input_text', text: say('prompt variable part') },
    },
  },
  tools: everyTool(say),
  tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'find_patient' }] },
  text: {
    verbosity: 'low',
    format: {
      type: 'json_schema',
      name: 'report',
      description: say('format description'),
      schema: { type: 'object', title: say('format title') },
      strict: true,
    },
  },
  reasoning: { effort: 'low', summary: 'auto' },
  include: ['reasoning.encrypted_content'],
  metadata: { note: say('metadata') },
  user: say('user field'),
  safety_identifier: say('safety identifier'),
  prompt_cache_key: say('prompt cache key'),
  temperature: 0.2,
  max_output_tokens: 2_000,
  parallel_tool_calls: true,
  truncation: 'disabled',
  store: false,
  client_metadata: { cwd: say('client metadata') },
  invented_next_year: { deep: [{ text: say('unknown parameter') }], flag: true, count: 3 },
});

/** As much of it as a provider can be asked that has chat alone. */
export const chatLikeResponsesRequest = (say: Say) => {
  const { prompt, input, tools, ...rest } = wholeResponsesRequest(say);
  return { ...rest, input: spoken(input, CHAT_ITEMS), tools: spoken(tools, CHAT_TOOLS) };
};
