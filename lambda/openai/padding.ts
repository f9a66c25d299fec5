/** Lengths are told apart only this coarsely, in bytes. */
const PAD_TO = 64;
const PADDING = 'x'.repeat(PAD_TO);

/** What to put beside a value of a stream, so that whoever watches the network can't tell how long its text is. */
export const paddingFor = (value: unknown): string =>
  PADDING.slice(0, PAD_TO - (Buffer.byteLength(JSON.stringify(value)) % PAD_TO));
