type Fields = Readonly<Record<string, unknown>>;

/** A streamed response as somebody read it who knows nothing of how it was made. */
export interface ReadStream {
  readonly types: readonly string[];
  readonly events: readonly Fields[];
  /** What its text deltas say. */
  readonly text: string;
  /** The `error` event, both of whose shapes must agree. */
  readonly error?: { readonly code: string; readonly message: string };
  /** The response with which it ended, however that was. */
  readonly ending?: Fields;
}

const ENDS: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseFrame = (frame: string): Fields => {
  const [name = '', data = '', ...more] = frame.split('\n');
  if (more.length > 0 || !data.startsWith('data: ')) throw new Error('a frame of another form');
  const event: unknown = JSON.parse(data.slice('data: '.length));
  if (!isFields(event) || name !== `event: ${String(event['type'])}`) {
    throw new Error('a frame whose lines disagree');
  }
  return event;
};

const errorIn = (event: Fields | undefined): ReadStream['error'] => {
  if (event === undefined) return undefined;
  const { code, message, param, error } = event;
  if (!isFields(error)) throw new Error('an error in one shape only');
  for (const [field, value] of Object.entries({ code, message, param })) {
    if (typeof value !== 'string' || error[field] !== value)
      throw new Error('the shapes of an error disagree');
  }
  return { code: String(code), message: String(message) };
};

/** Reads the body of a streamed response. Throws where frames are no frames, or their numbers have gaps. */
export const readResponseStream = (body: string): ReadStream => {
  const events = body
    .split('\n\n')
    .filter((frame) => frame !== '' && !frame.startsWith(':'))
    .map(parseFrame);
  if (events.some((event, index) => event['sequence_number'] !== index)) {
    throw new Error('the numbers of the events have gaps');
  }
  const types = events.map(({ type }) => String(type));
  const text = events
    .filter(({ type }) => type === 'response.output_text.delta')
    .map(({ delta }) => String(delta))
    .join('');
  const error = errorIn(events.find(({ type }) => type === 'error'));
  const ending = events.findLast(({ type }) => ENDS.has(String(type)))?.['response'];
  return {
    ...{ types, events, text },
    ...(error !== undefined && { error }),
    ...(isFields(ending) && { ending }),
  };
};
