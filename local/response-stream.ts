import { Writable } from 'node:stream';

/** What a streaming handler writes to. */
export type ResponseStream = Writable & {
  setContentType(contentType: string): void;
  _onBeforeFirstWrite?: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;
};

/** Where the handler's bytes go. */
export interface ResponseSink {
  /** Resolves when more may be written. */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
  /** The handler, or who runs it, gave the stream up before its end. */
  abort(): void;
}

/**
 * All that the stream of AWS's runtime has. It is no `Writable`, only an object with these members; a handler that
 * relies on another one (`closed`, `errored`, `pipe` …) would work here and fail there, so it isn't here either.
 */
const MEMBERS: ReadonlySet<string | symbol> = new Set([
  ...['cork', 'destroy', 'end', 'uncork', 'write', 'setContentType', '_onBeforeFirstWrite', 'destroyed'],
  ...['addListener', 'on', 'once', 'prependListener', 'prependOnceListener', 'off', 'removeListener'],
  ...[
    'removeAllListeners',
    'setMaxListeners',
    'getMaxListeners',
    'listeners',
    'rawListeners',
    'listenerCount',
  ],
  ...['eventNames', 'emit', 'writable', 'writableFinished', 'writableObjectMode', 'writableEnded'],
  ...['writableNeedDrain', 'writableHighWaterMark', 'writableCorked', 'writableLength'],
]);

const onlyMembers = (stream: ResponseStream): ResponseStream =>
  new Proxy(stream, {
    get: (target, member) => {
      const value: unknown = MEMBERS.has(member) ? Reflect.get(target, member) : undefined;
      return typeof value === 'function' && member !== '_onBeforeFirstWrite'
        ? (...given: unknown[]): unknown => Reflect.apply(value, target, given)
        : value;
    },
    has: (_target, member) => MEMBERS.has(member),
    getPrototypeOf: () => Object.prototype,
  });

const isBytes = (chunk: unknown): chunk is string | Uint8Array =>
  typeof chunk === 'string' || chunk instanceof Uint8Array;

export interface MadeResponseStream {
  /** For the handler. */
  readonly stream: ResponseStream;
  /** Ends the stream without a finish: the handler sees 'close' alone, as when a client has gone. */
  abandon(): void;
}

/**
 * Makes a response stream that behaves as the one of AWS's Node runtime does, with its traps: the prelude goes out
 * at the first `write`, and a stream that is ended without one has no prelude at all.
 */
export const createResponseStream = (sink: ResponseSink): MadeResponseStream => {
  let written = false;
  const inner = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => void sink.write(chunk).then(() => done(), done),
    final: (done) => {
      sink.end();
      done();
    },
  });
  inner.once('close', () => {
    if (!inner.writableFinished) sink.abort();
  });
  // Nobody has to listen for an error that only says that the stream was given up.
  inner.on('error', () => undefined);
  const write = inner.write.bind(inner);

  const stream: ResponseStream = Object.assign(inner, {
    setContentType: () => {
      if (written) throw new Error('Cannot set content-type, too late.');
    },
    write: (chunk: unknown, ...rest: unknown[]): boolean => {
      if (!written) stream._onBeforeFirstWrite?.((first) => write(first));
      written = true;
      const data = isBytes(chunk) ? chunk : JSON.stringify(chunk);
      return Boolean(Reflect.apply(write, inner, [data, ...rest]));
    },
  });
  return { stream: onlyMembers(stream), abandon: () => void inner.destroy() };
};
