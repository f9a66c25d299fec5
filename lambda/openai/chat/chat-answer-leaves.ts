import {
  anyJson,
  drop,
  fields,
  fixed,
  id,
  jsonFragment,
  keep,
  plainText,
  type Rule,
  stringOr,
} from '../leaf.ts';

/*
 * Every place where text can stand in a `chat.completion` and in a `chat.completion.chunk`. The path of a leaf names
 * its lane: choices and tool calls count by their `index`, not by where they happen to stand in the array.
 * https://platform.openai.com/docs/api-reference/chat/object
 */

const positionOf = (item: unknown, index: number): number => {
  const own: unknown = typeof item === 'object' && item !== null && 'index' in item ? item.index : undefined;
  return typeof own === 'number' ? own : index;
};

/** Like `list`, with the items' own `index` in the path. */
const indexed =
  (rule: Rule): Rule =>
  (value, path, visit) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => rule(item, `${path}[${positionOf(item, index)}]`, visit))
      : anyJson(value, path, visit);

const functionCall = fields({ name: fixed, arguments: jsonFragment });

const toolCall = fields({
  id,
  index: keep,
  type: keep,
  function: functionCall,
  custom: fields({ name: fixed, input: plainText }),
  extra_content: keep,
});

const thought = fields({
  index: keep,
  type: keep,
  thinking: plainText,
  text: plainText,
  signature: keep,
  data: keep,
});

/** Mistral and Anthropic write a content in parts, of which some are thoughts, and those may be in parts again. */
const part = fields({
  index: keep,
  type: keep,
  text: plainText,
  thinking: stringOr(plainText, indexed(thought)),
  signature: keep,
});

const thoughts = stringOr(plainText, indexed(thought));

/*
 * A field that is named here is a lane: a token cut over two chunks is put together, and so the end of a piece may come
 * with the next. That must not happen to an id or a type that each chunk repeats, so in fields that nobody knows only
 * whole tokens come back.
 */
const spoken = fields({
  role: keep,
  content: stringOr(plainText, indexed(part)),
  refusal: plainText,
  reasoning_content: plainText,
  reasoning: plainText,
  reasoning_text: plainText,
  reasoning_summary: plainText,
  thinking: thoughts,
  thinking_content: plainText,
  thinking_blocks: thoughts,
  thought: plainText,
  thoughts: plainText,
  reasoning_details: indexed(
    fields({
      id,
      index: keep,
      type: keep,
      format: keep,
      data: keep,
      signature: keep,
      text: plainText,
      summary: plainText,
    }),
  ),
  function_call: functionCall,
  tool_calls: indexed(toolCall),
  // The sound itself speaks the tokens; the media policy decided about it when it was asked for.
  audio: fields({ id, data: keep, expires_at: keep, transcript: plainText }),
  annotations: keep,
});

const choice = fields({
  index: keep,
  finish_reason: keep,
  message: spoken,
  delta: spoken,
  // Both point into the text, so they are rebuilt together with it.
  logprobs: keep,
  // Points into it too, and can't be put right.
  content_filter_offsets: drop,
});

/** The rule of a plain answer and of a chunk. What is not named here is walked as free JSON: whole tokens come back. */
export const chatAnswerLeaves: Rule = fields({
  id: keep,
  object: keep,
  created: keep,
  model: keep,
  system_fingerprint: keep,
  service_tier: keep,
  // Padding for the length of what came; ours is as long as what goes.
  obfuscation: drop,
  usage: keep,
  choices: indexed(choice),
});
