import { isJsonObject, type JsonObject } from '../json-value.ts';
import { hearAll, type Notes } from '../notes.ts';
import { TOKEN_INSTRUCTION } from '../token-instruction.ts';
import { inputItemsOf } from './input-items.ts';
import { withItemNotes } from './item-notes.ts';
import { reasons, sealsReasoning } from './reasoning-model.ts';
import { includingSealed, type Reasoning, replayed } from './replay.ts';

export interface OutboundOptions {
  /** The provider's own name for the model. */
  readonly model: string;
  /** Whether the provider has the Responses API, or the body will be translated for one with chat alone. */
  readonly responses: boolean;
  /** Whether the request, its history included, holds tokens. */
  readonly tokens: boolean;
  /** Items of earlier turns, oldest first. */
  readonly history: readonly JsonObject[];
  /** Items that the request refers to by their ids. */
  readonly resolved: ReadonlyMap<string, JsonObject>;
  /** Whether the answer will be stored for later turns. */
  readonly keeps: boolean;
  /** What the model is told of the values; nothing where it is left out. Begins with the first item. */
  readonly notes?: Notes | undefined;
  readonly maxOutputTokens?: number;
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** Instructions of ours would take the place of those in the template, so ours is a message then. */
const instructsByMessage = (
  { prompt, instructions }: JsonObject,
  { tokens }: Pick<OutboundOptions, 'tokens'>,
): boolean => tokens && isGiven(prompt) && !isGiven(instructions);

const withInstruction = (body: JsonObject, options: OutboundOptions): JsonObject => {
  if (!options.tokens || instructsByMessage(body, options)) return {};
  const { instructions } = body;
  return {
    instructions:
      typeof instructions === 'string' && instructions !== ''
        ? `${instructions}\n\n${TOKEN_INSTRUCTION}`
        : TOKEN_INSTRUCTION,
  };
};

type Sources = Pick<OutboundOptions, 'tokens' | 'history' | 'resolved'>;

interface SentItem {
  readonly item: JsonObject;
  /** The place in the caller's input, and whether the item stands there or is referred to; `undefined` if neither. */
  readonly from: { readonly index: number; readonly whole: boolean } | undefined;
}

const referred = (item: JsonObject, { resolved }: Sources): JsonObject | undefined =>
  item['type'] === 'item_reference' ? resolved.get(String(item['id'])) : undefined;

/** All items in the order in which they go out. */
const itemsOf = (body: JsonObject, sources: Sources, reasoning: Reasoning): readonly SentItem[] => {
  const own = inputItemsOf(body['input']);
  const resolved = own.map((item) => referred(item, sources));
  const items = [...sources.history, ...own.map((item, index) => resolved[index] ?? item)];
  const ours: readonly SentItem[] = instructsByMessage(body, sources)
    ? [{ item: { type: 'message', role: 'developer', content: TOKEN_INSTRUCTION }, from: undefined }]
    : [];
  const sent = replayed(items, reasoning).flatMap((item, place): readonly SentItem[] => {
    if (item === undefined) return [];
    const index = place - sources.history.length;
    return [{ item, from: index < 0 ? undefined : { index, whole: resolved[index] === undefined } }];
  });
  return [...ours, ...sent];
};

/** Later turns can't refer to the reasoning, so it must come with the answer. */
const withSealed = (body: JsonObject, { model, keeps, responses }: OutboundOptions): JsonObject =>
  keeps && responses && reasons(body, model) ? { include: includingSealed(body) } : {};

/** We pad for the text that leaves us, not for the one that came. */
const streaming = (body: JsonObject): JsonObject => {
  if (body['stream'] !== true) return {};
  const asked = isJsonObject(body['stream_options']) ? body['stream_options'] : {};
  return { stream_options: { ...asked, include_obfuscation: false } };
};

const withinLimit = ({ max_output_tokens: asked }: JsonObject, limit: number | undefined): JsonObject =>
  limit === undefined
    ? {}
    : { max_output_tokens: typeof asked === 'number' ? Math.min(asked, limit) : limit };

/** The diagnosis compares with a response by the id that we gave it. */
const cacheOptions = ({ prompt_cache_options: options }: JsonObject): JsonObject => {
  if (!isJsonObject(options)) return {};
  const { comparison_response_id, ...rest } = options;
  return { prompt_cache_options: rest };
};

/** The items as they go out, with notes that are made of the instructions and of what goes out before each. */
const notedItems = (
  body: JsonObject,
  options: OutboundOptions,
  reasoning: Reasoning,
): readonly JsonObject[] => {
  const { notes } = options;
  const items = itemsOf(body, options, reasoning).map(({ item }) => item);
  if (notes === undefined) return items;
  hearAll(body['instructions'], notes);
  return items.map((item) => withItemNotes(item, notes));
};

/**
 * The body that the provider gets, from a scrubbed one. It is told to keep nothing, and nothing in it refers to
 * anything that it might have kept.
 */
export const outboundResponses = (body: JsonObject, options: OutboundOptions): JsonObject => {
  const { previous_response_id, conversation, background, response_format, ...sent } = body;
  const reasoning = options.responses && sealsReasoning(options.model) ? 'sealed' : 'open';
  return {
    ...sent,
    model: options.model,
    ...withInstruction(body, options),
    input: notedItems(body, options, reasoning),
    ...withSealed(body, options),
    ...streaming(body),
    ...withinLimit(body, options.maxOutputTokens),
    ...cacheOptions(body),
    store: false,
  };
};

/** What chat calls the fields of a request for a response. Messages can't be traced back to one item. */
const CHAT_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^messages\b.*$/, 'input'],
  [/^max_(?:completion_)?tokens$/, 'max_output_tokens'],
  [/^reasoning_effort$/, 'reasoning.effort'],
  [/^verbosity$/, 'text.verbosity'],
  [/^logprobs$/, 'include'],
  [/^response_format(?:\.json_schema)?/, 'text.format'],
  [/^(tools\.?\[\d+\])\.(?:function|custom)(?=\.)/, '$1'],
  [/^tool_choice\.(?:function|custom|allowed_tools)(?=\.)/, 'tool_choice'],
];

const inOurWords = (path: string): string =>
  CHAT_NAMES.reduce((words, [pattern, name]) => words.replace(pattern, name), path);

const INPUT = /^input\.?\[?(\d+)\]?/;

const callersItem = (path: string, place: number, items: readonly SentItem[], body: JsonObject) => {
  const from = items[place]?.from;
  if (from === undefined) return undefined;
  if (!Array.isArray(body['input'])) return 'input';
  return `input[${from.index}]${from.whole ? path.replace(INPUT, '') : ''}`;
};

/**
 * Where a field of the outbound body, or of the chat body made of it, stands in the caller's. `undefined` for what is
 * not the caller's: the history and our instruction.
 */
export const pathInCallersBody = (path: string, body: JsonObject, sources: Sources): string | undefined => {
  const ours = inOurWords(path);
  if (ours === 'instructions' && !isGiven(body['instructions'])) return undefined;
  const place = INPUT.exec(ours)?.[1];
  if (place === undefined) return ours;
  // Which reasoning went out depends on who was asked. Where that makes a difference, the place can't be told.
  const [sealed, open] = (['sealed', 'open'] as const).map((reasoning) =>
    callersItem(ours, Number(place), itemsOf(body, sources, reasoning), body),
  );
  return sealed === open ? sealed : 'input';
};
