import type { ResponseEvent } from '../../lambda/openai/responses/response-event.ts';

/** A text of a streamed response, as a client puts it together. */
export interface ReadText {
  /** What the event that added it had of it, and its deltas after that. */
  said: string;
  /** What events said that repeat it. */
  readonly repeated: string[];
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Every string below a value by its path. */
const textsIn = (value: unknown, path: string): (readonly [path: string, text: string])[] => {
  if (typeof value === 'string') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((one, index) => textsIn(one, `${path}.${index}`));
  return isFields(value) ? Object.entries(value).flatMap(([key, one]) => textsIn(one, `${path}.${key}`)) : [];
};

const STREAMED =
  /\.(?:content\.\d+\.(?:text|refusal)|summary\.\d+\.text|arguments|input|code|operation\.diff|action\.commands\.\d+|output\.\d+\.(?:stdout|stderr))$/;

/** The texts of an item that come in deltas. */
const streamedIn = (item: unknown, place: string): (readonly [path: string, text: string])[] =>
  textsIn(item, place).filter(([path]) => STREAMED.test(path));

/** Where in an item the deltas of a name belong. */
const FIELDS: Readonly<Record<string, (event: Fields) => string>> = {
  output_text: ({ content_index }) => `content.${String(content_index)}.text`,
  refusal: ({ content_index }) => `content.${String(content_index)}.refusal`,
  reasoning_text: ({ content_index }) => `content.${String(content_index)}.text`,
  reasoning_summary_text: ({ summary_index }) => `summary.${String(summary_index)}.text`,
  function_call_arguments: () => 'arguments',
  mcp_call_arguments: () => 'arguments',
  custom_tool_call_input: () => 'input',
  code_interpreter_call_code: () => 'code',
  apply_patch_call_operation_diff: () => 'operation.diff',
  shell_call_command: ({ command_index }) => `action.commands.${String(command_index)}`,
  shell_call_output_content: ({ command_index }) => `output.${String(command_index)}`,
};

const WHOLE = ['text', 'refusal', 'arguments', 'input', 'code', 'diff', 'command'];

type Found = readonly (readonly [path: string, text: string])[];

const readEvent = (event: ResponseEvent): { readonly step: string; readonly found: Found } => {
  const [, name = '', step = ''] = /^response\.(.+)\.(\w+)$/.exec(event.type) ?? [];
  const place = String(event['output_index']);
  if (name === 'output_item') return { step, found: streamedIn(event['item'], place) };
  if (name === 'content_part') {
    return { step, found: streamedIn(event['part'], `${place}.content.${String(event['content_index'])}`) };
  }
  if (name === 'reasoning_summary_part') {
    return { step, found: streamedIn(event['part'], `${place}.summary.${String(event['summary_index'])}`) };
  }
  const path = FIELDS[name]?.(event);
  if (path === undefined) return { step: '', found: [] };
  if (step === 'delta') return { step, found: textsIn(event['delta'], `${place}.${path}`) };
  const whole = WHOLE.map((field) => event[field]).find((value) => typeof value === 'string');
  const outputs = listOf(event['output']).flatMap((one) => streamedIn(one, `${place}.${path}`));
  return { step, found: typeof whole === 'string' ? [[`${place}.${path}`, whole]] : outputs };
};

/**
 * Reads a streamed response like somebody who knows nothing of how it was made. Throws where an event is about an item
 * that was not added yet.
 */
export const readResponseTexts = (events: readonly ResponseEvent[]): ReadonlyMap<string, ReadText> => {
  const texts = new Map<string, ReadText>();
  const added = new Set<unknown>();
  for (const event of events) {
    const { output_index, response } = event;
    if (event.type === 'response.output_item.added') added.add(output_index);
    else if (output_index !== undefined && !added.has(output_index)) throw new Error(`early ${event.type}`);
    const { step, found } = isFields(response)
      ? {
          step: 'done',
          found: listOf(response['output']).flatMap((item, index) => streamedIn(item, `${index}`)),
        }
      : readEvent(event);
    for (const [path, text] of found) {
      const read = texts.get(path) ?? { said: '', repeated: [] };
      texts.set(path, read);
      if (step === 'done') read.repeated.push(text);
      else read.said += text;
    }
  }
  return texts;
};

/** The texts of a whole response by the same places. */
export const textsOfResponse = (response: Fields): ReadonlyMap<string, string> =>
  new Map(listOf(response['output']).flatMap((item, index) => streamedIn(item, `${index}`)));
