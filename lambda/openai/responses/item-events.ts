import { isJsonObject, type JsonObject } from '../json-value.ts';

/** What stands between the events that add an item and that end it; numbers and places are put in by the caller. */
type Step = JsonObject & { readonly type: string };

const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** By their types, which are the provider's words: an object would know some that nobody put there. */
const kindsOf = <T>(kinds: Readonly<Record<string, T>>): ReadonlyMap<unknown, T> =>
  new Map(Object.entries(kinds));

/** A text in one piece, as one delta and its repetition; an empty one has no delta. */
const pieceAndWhole = (name: string, field: string, text: string, more: JsonObject = {}): readonly Step[] => [
  ...(text === '' ? [] : [{ type: `response.${name}.delta`, ...more, delta: text }]),
  { type: `response.${name}.done`, ...more, [field]: text },
];

const outputText = (part: JsonObject, place: JsonObject): readonly Step[] => {
  const [logprobs, annotations] = [listIn(part['logprobs']), listIn(part['annotations'])];
  const [delta, whole] = [{ delta: textIn(part['text']) }, { text: textIn(part['text']) }];
  return [
    ...(delta.delta === '' ? [] : [{ type: 'response.output_text.delta', ...place, ...delta, logprobs }]),
    ...annotations.map((annotation, annotation_index) => ({
      type: 'response.output_text.annotation.added',
      ...place,
      annotation_index,
      annotation,
    })),
    { type: 'response.output_text.done', ...place, ...whole, logprobs },
  ];
};

/** How a part of a content is streamed, by its kind; a part of another kind comes whole. */
const PARTS = kindsOf<{ readonly empty: JsonObject; readonly steps: typeof outputText }>({
  output_text: { empty: { text: '', annotations: [], logprobs: [] }, steps: outputText },
  refusal: {
    empty: { refusal: '' },
    steps: ({ refusal }, place) => pieceAndWhole('refusal', 'refusal', textIn(refusal), place),
  },
  reasoning_text: {
    empty: { text: '' },
    steps: ({ text }, place) => pieceAndWhole('reasoning_text', 'text', textIn(text), place),
  },
});

const contentSteps = (item: JsonObject): readonly Step[] =>
  objectsIn(item['content']).flatMap((part, content_index) => {
    const known = PARTS.get(part['type']);
    const place = { content_index };
    return [
      { type: 'response.content_part.added', ...place, part: { ...part, ...known?.empty } },
      ...(known?.steps(part, place) ?? []),
      { type: 'response.content_part.done', ...place, part },
    ];
  });

const summarySteps = (item: JsonObject): readonly Step[] =>
  objectsIn(item['summary']).flatMap((part, summary_index) => [
    { type: 'response.reasoning_summary_part.added', summary_index, part: { ...part, text: '' } },
    ...pieceAndWhole('reasoning_summary_text', 'text', textIn(part['text']), { summary_index }),
    { type: 'response.reasoning_summary_part.done', summary_index, part },
  ]);

/** A tool of the provider's passes through states, of which the last says how it ended. */
const states = (kind: string, ...names: readonly string[]): readonly Step[] =>
  names.map((name) => ({ type: `response.${kind}.${name}` }));

const endOf = ({ status, error }: JsonObject): 'completed' | 'failed' =>
  status === 'failed' || (error ?? null) !== null ? 'failed' : 'completed';

interface ItemKind {
  /** What the item lacks when it is added. */
  readonly empty?: JsonObject;
  readonly steps: (item: JsonObject) => readonly Step[];
}

/** Items that come bit by bit; all others come whole. */
const KINDS = kindsOf<ItemKind>({
  message: { empty: { content: [] }, steps: contentSteps },
  reasoning: {
    empty: { summary: [] },
    steps: (item) => [...summarySteps(item), ...contentSteps(item)],
  },
  function_call: {
    empty: { arguments: '' },
    steps: (item) => pieceAndWhole('function_call_arguments', 'arguments', textIn(item['arguments'])),
  },
  custom_tool_call: {
    empty: { input: '' },
    steps: (item) => pieceAndWhole('custom_tool_call_input', 'input', textIn(item['input'])),
  },
  mcp_call: {
    empty: { arguments: '', output: null, error: null },
    steps: (item) => [
      ...states('mcp_call', 'in_progress'),
      ...pieceAndWhole('mcp_call_arguments', 'arguments', textIn(item['arguments'])),
      ...states('mcp_call', endOf(item)),
    ],
  },
  mcp_list_tools: {
    empty: { tools: [], error: null },
    steps: (item) => states('mcp_list_tools', 'in_progress', endOf(item)),
  },
  code_interpreter_call: {
    empty: { code: '', outputs: null },
    steps: (item) => [
      ...states('code_interpreter_call', 'in_progress'),
      ...pieceAndWhole('code_interpreter_call_code', 'code', textIn(item['code'])),
      ...states('code_interpreter_call', 'interpreting', 'completed'),
    ],
  },
  file_search_call: { steps: () => states('file_search_call', 'in_progress', 'searching', 'completed') },
  web_search_call: { steps: () => states('web_search_call', 'in_progress', 'searching', 'completed') },
  image_generation_call: {
    empty: { result: null },
    steps: () => states('image_generation_call', 'in_progress', 'generating', 'completed'),
  },
});

/** The item as it was when it was added. Reasoning has contents only where it had them to begin with. */
const begun = (item: JsonObject, kind: ItemKind | undefined): JsonObject => ({
  ...item,
  ...kind?.empty,
  ...(item['type'] === 'reasoning' && Array.isArray(item['content']) && { content: [] }),
  ...(typeof item['status'] === 'string' && { status: 'in_progress' }),
});

/** The events by which an item of an output would have been streamed, each text in one delta. */
export const eventsOfItem = (item: JsonObject, output_index: number): readonly Step[] => {
  const kind = KINDS.get(item['type']);
  const place = { item_id: item['id'], output_index };
  return [
    { type: 'response.output_item.added', output_index, item: begun(item, kind) },
    ...(kind?.steps(item) ?? []).map((step) => ({ ...step, ...place })),
    { type: 'response.output_item.done', output_index, item },
  ];
};
