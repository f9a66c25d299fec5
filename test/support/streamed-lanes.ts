/** A chat stream as a client put it together. */
export interface StreamedLanes {
  /** Every text by its place, such as `0.tool_calls.0.function.arguments`. */
  readonly lanes: ReadonlyMap<string, string>;
  /** The texts of the log probabilities of the first choice, joined. */
  readonly logprobs: string;
  readonly annotations: readonly unknown[];
  readonly done: boolean;
  readonly error?: { readonly code: string; readonly message: string; readonly type: string };
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsAt = (value: unknown, name: string): unknown => (isFields(value) ? value[name] : undefined);

const listAt = (value: unknown, name: string): readonly unknown[] => {
  const list = fieldsAt(value, name);
  return Array.isArray(list) ? list : [];
};

const addTexts = (lanes: Map<string, string>, path: string, value: unknown): void => {
  if (typeof value === 'string') lanes.set(path, (lanes.get(path) ?? '') + value);
  else if (Array.isArray(value)) {
    value.forEach((item: unknown, position) => {
      const own = fieldsAt(item, 'index');
      addTexts(lanes, `${path}.${typeof own === 'number' ? own : position}`, item);
    });
  } else if (isFields(value)) {
    for (const [key, item] of Object.entries(value)) addTexts(lanes, `${path}.${key}`, item);
  }
};

/** Reads the body of a streamed answer, written by somebody who knows nothing of how it was made. */
export const readStreamedLanes = (body: string): StreamedLanes => {
  const lanes = new Map<string, string>();
  const annotations: unknown[] = [];
  let logprobs = '';
  let done = false;
  let error: StreamedLanes['error'];
  for (const frame of body.split('\n\n')) {
    if (!frame.startsWith('data: ')) continue;
    const data = frame.slice('data: '.length);
    done = data === '[DONE]';
    if (done) continue;
    const chunk: unknown = JSON.parse(data);
    error = (fieldsAt(chunk, 'error') as StreamedLanes['error']) ?? error;
    for (const choice of listAt(chunk, 'choices')) {
      const { annotations: cited, ...delta } = (fieldsAt(choice, 'delta') ?? {}) as Fields;
      annotations.push(...(Array.isArray(cited) ? (cited as unknown[]) : []));
      addTexts(lanes, String(fieldsAt(choice, 'index')), delta);
      for (const entry of listAt(fieldsAt(choice, 'logprobs'), 'content')) {
        logprobs += String(fieldsAt(entry, 'token'));
      }
    }
  }
  return { lanes, annotations, logprobs, done, ...(error !== undefined && { error }) };
};
