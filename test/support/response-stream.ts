import type { ResponseEvent } from '../../lambda/openai/responses/response-event.ts';

/*
 * A provider that streams: the events of an answer in OpenAI's order, written down from its documentation. Nothing in
 * here knows how the gateway reads them.
 */

type Fields = Readonly<Record<string, unknown>>;

/** A text that comes in pieces. */
interface StreamedText {
  readonly text: string;
  /** The events before its first piece; they may bring its beginning. */
  readonly begin: (beginning: string) => readonly ResponseEvent[];
  readonly delta: (piece: string) => ResponseEvent;
  /** The events that repeat it. */
  readonly end: () => readonly ResponseEvent[];
}

/** An item of the output with the texts in it. */
interface StreamedItem {
  readonly item: Fields;
  /** The item when it is added, with the beginning of its text where that stands in the item itself. */
  readonly added: (beginning: string) => Fields;
  readonly texts: readonly StreamedText[];
}

/** Makes an item for its place in the output. */
export type ItemMaker = (output_index: number) => StreamedItem;

const idOf = (output_index: number): string => `item_${output_index}`;
const callOf = (output_index: number): string => `call_${output_index}`;

const part = (
  kind: { readonly type: string; readonly field: string; readonly name: string },
  place: Fields,
  text: string,
): StreamedText => {
  const of = (own: string): Fields => ({
    type: kind.type,
    [kind.field]: own,
    ...(kind.type === 'output_text' && { annotations: [], logprobs: [] }),
  });
  const logprobs = kind.type === 'output_text' ? { logprobs: [] } : {};
  return {
    text,
    begin: (beginning) => [{ type: 'response.content_part.added', ...place, part: of(beginning) }],
    delta: (delta) => ({ type: `response.${kind.name}.delta`, ...place, delta, ...logprobs }),
    end: () => [
      { type: `response.${kind.name}.done`, ...place, [kind.field]: text, ...logprobs },
      { type: 'response.content_part.done', ...place, part: of(text) },
    ],
  };
};

const OUTPUT_TEXT = { type: 'output_text', field: 'text', name: 'output_text' };
const REFUSAL = { type: 'refusal', field: 'refusal', name: 'refusal' };
const THOUGHT = { type: 'reasoning_text', field: 'text', name: 'reasoning_text' };

/** Every second part is a refusal. */
export const message =
  (texts: readonly string[]): ItemMaker =>
  (output_index) => {
    const id = idOf(output_index);
    const kinds = texts.map((_, index) => (index % 2 === 0 ? OUTPUT_TEXT : REFUSAL));
    const streamed = texts.map((text, content_index) =>
      part(kinds[content_index] ?? OUTPUT_TEXT, { item_id: id, output_index, content_index }, text),
    );
    const content = streamed.map(({ end }) => end().at(-1)?.['part']);
    const own = { id, type: 'message', role: 'assistant' };
    return {
      item: { ...own, status: 'completed', content },
      added: () => ({ ...own, status: 'in_progress', content: [] }),
      texts: streamed,
    };
  };

export const reasoning =
  (summaries: readonly string[], thoughts: readonly string[]): ItemMaker =>
  (output_index) => {
    const id = idOf(output_index);
    const summary = summaries.map((text) => ({ type: 'summary_text', text }));
    const content = thoughts.map((text) => ({ type: 'reasoning_text', text }));
    const summed = summaries.map((text, summary_index): StreamedText => {
      const place = { item_id: id, output_index, summary_index };
      const of = (own: string) => ({ type: 'summary_text', text: own });
      return {
        text,
        begin: (beginning) => [
          { type: 'response.reasoning_summary_part.added', ...place, part: of(beginning) },
        ],
        delta: (delta) => ({ type: 'response.reasoning_summary_text.delta', ...place, delta }),
        end: () => [
          { type: 'response.reasoning_summary_text.done', ...place, text },
          { type: 'response.reasoning_summary_part.done', ...place, part: of(text) },
        ],
      };
    });
    const thought = thoughts.map((text, content_index) =>
      part(THOUGHT, { item_id: id, output_index, content_index }, text),
    );
    const own = { id, type: 'reasoning' };
    return {
      item: { ...own, summary, content },
      added: () => ({ ...own, summary: [] }),
      texts: [...summed, ...thought],
    };
  };

/** An item with one text, in itself. */
const single =
  (type: string, name: string, field: string, item: (text: string) => Fields) =>
  (text: string): ItemMaker =>
  (output_index) => {
    const id = idOf(output_index);
    const place = { item_id: id, output_index };
    const of = (own: string): Fields => ({ id, type, call_id: callOf(output_index), ...item(own) });
    return {
      item: of(text),
      added: of,
      texts: [
        {
          text,
          begin: () => [],
          delta: (delta) => ({ type: `response.${name}.delta`, ...place, delta }),
          end: () => [{ type: `response.${name}.done`, ...place, [field]: text }],
        },
      ],
    };
  };

export const functionCall = single('function_call', 'function_call_arguments', 'arguments', (text) => ({
  name: 'look_up',
  arguments: text,
}));
export const mcpCall = single('mcp_call', 'mcp_call_arguments', 'arguments', (text) => ({
  name: 'look_up',
  server_label: 'notes',
  arguments: text,
}));
export const customCall = single('custom_tool_call', 'custom_tool_call_input', 'input', (text) => ({
  name: 'look_up',
  input: text,
}));
export const codeCall = single('code_interpreter_call', 'code_interpreter_call_code', 'code', (text) => ({
  container_id: 'cntr_1',
  status: 'completed',
  outputs: null,
  code: text,
}));
export const patchCall = single('apply_patch_call', 'apply_patch_call_operation_diff', 'diff', (text) => ({
  status: 'completed',
  operation: { type: 'update_file', path: 'a.md', diff: text },
}));

export const shellCall =
  (commands: readonly string[]): ItemMaker =>
  (output_index) => {
    const own = {
      id: idOf(output_index),
      type: 'shell_call',
      call_id: callOf(output_index),
      status: 'completed',
    };
    const of = (all: readonly string[]) => ({ ...own, environment: null, action: { commands: all } });
    return {
      item: of(commands),
      added: () => of([]),
      texts: commands.map((text, command_index) => {
        const place = { output_index, command_index };
        return {
          text,
          begin: (command) => [{ type: 'response.shell_call_command.added', ...place, command }],
          delta: (delta) => ({ type: 'response.shell_call_command.delta', ...place, delta }),
          end: () => [{ type: 'response.shell_call_command.done', ...place, command: text }],
        };
      }),
    };
  };

export const shellOutput =
  (stdout: string, stderr: string): ItemMaker =>
  (output_index) => {
    const id = idOf(output_index);
    const outcome = { type: 'exit', exit_code: 0 };
    const output = [{ stdout, stderr, outcome }];
    const own = { id, type: 'shell_call_output', call_id: callOf(output_index), status: 'completed' };
    const place = { item_id: id, output_index, command_index: 0 };
    const of = (stream: string, text: string): StreamedText => ({
      text,
      begin: () => [],
      delta: (delta) => ({
        type: 'response.shell_call_output_content.delta',
        ...place,
        delta: { [stream]: delta },
      }),
      end: () =>
        stream === 'stderr' ? [{ type: 'response.shell_call_output_content.done', ...place, output }] : [],
    });
    return {
      item: { ...own, output },
      added: () => ({ ...own, output: [] }),
      texts: [of('stdout', stdout), of('stderr', stderr)],
    };
  };

/** How a stream comes in pieces. */
export interface Cuts {
  /** Where texts are cut, as offsets modulo their length; the first piece may stand in the event that adds the text. */
  readonly at: readonly number[];
  readonly beginsWhereAdded: boolean;
  /** Which item goes on next, as positions modulo the number of items that have not ended. */
  readonly turns: readonly number[];
  /** Whether it breaks off in time: without the events that repeat texts and items, and as an incomplete response. */
  readonly incomplete: boolean;
}

const pieces = (text: string, at: readonly number[]): readonly string[] => {
  const places = [...new Set(at.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
};

const eventsOfItem = (streamed: StreamedItem, output_index: number, cuts: Cuts): ResponseEvent[] => {
  const [first] = streamed.texts;
  const inItem = first !== undefined && first.begin('').length === 0 && streamed.texts.length === 1;
  const cut = (text: string): { beginning: string; rest: readonly string[] } => {
    const [beginning = '', ...rest] = pieces(text, cuts.at);
    return cuts.beginsWhereAdded ? { beginning, rest } : { beginning: '', rest: [beginning, ...rest] };
  };
  const events = streamed.texts.flatMap(({ text, begin, delta, end }) => {
    const begun = begin('').length > 0 || inItem;
    const { beginning, rest } = begun ? cut(text) : { beginning: '', rest: pieces(text, cuts.at) };
    return [...begin(beginning), ...rest.map(delta), ...(cuts.incomplete ? [] : end())];
  });
  const item = streamed.added(inItem ? cut(first.text).beginning : '');
  return [
    { type: 'response.output_item.added', output_index, item },
    ...events,
    ...(cuts.incomplete ? [] : [{ type: 'response.output_item.done', output_index, item: streamed.item }]),
  ];
};

/** One event at a time, from the item whose turn it is. An item is not begun before the one in front of it is. */
const woven = (items: readonly (readonly ResponseEvent[])[], turns: readonly number[]): ResponseEvent[] => {
  const left = items.map((events) => [...events]);
  const out: ResponseEvent[] = left.flatMap((events) => events.splice(0, 1));
  for (let turn = 0; left.some((events) => events.length > 0); turn += 1) {
    const open = left.filter((events) => events.length > 0);
    const next = open[(turns[turn % Math.max(turns.length, 1)] ?? 0) % open.length];
    out.push(...(next?.splice(0, 1) ?? []));
  }
  return out;
};

export interface StreamedResponse {
  readonly events: readonly ResponseEvent[];
  /** The response as the last event has it. */
  readonly response: Fields;
}

/** The events of an answer, numbered. */
export const streamedResponse = (makers: readonly ItemMaker[], cuts: Cuts): StreamedResponse => {
  const items = makers.map((make, output_index) => make(output_index));
  const own = { id: 'resp_1', object: 'response', created_at: 1, model: 'm', error: null, tools: [] };
  const begun = { ...own, status: 'in_progress', incomplete_details: null, output: [] };
  const response = {
    ...own,
    status: cuts.incomplete ? 'incomplete' : 'completed',
    incomplete_details: cuts.incomplete ? { reason: 'max_output_tokens' } : null,
    output: items.map(({ item }) => item),
  };
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...woven(
      items.map((item, index) => eventsOfItem(item, index, cuts)),
      cuts.turns,
    ),
    { type: cuts.incomplete ? 'response.incomplete' : 'response.completed', response },
  ];
  return {
    events: events.map((event, sequence_number) => ({ ...event, sequence_number })),
    response,
  };
};
