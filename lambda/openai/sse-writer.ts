/** One SSE event without a name, as chat completions are streamed. JSON holds no raw line break. */
export const dataFrame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** One SSE event under its name, as responses are streamed. A line break in the name would begin a line of its own. */
export const eventFrame = (event: { readonly type: string }): string =>
  `event: ${event.type.replaceAll(/[\r\n]/g, ' ')}\n${dataFrame(event)}`;

/** The end of a chat stream that ended well. */
export const DONE_FRAME = 'data: [DONE]\n\n';

/** A comment: every client ignores it, and nobody on the way closes a connection for being silent. */
export const KEEP_ALIVE_FRAME = ': keep-alive\n\n';
