import { KEEP_ALIVE_FRAME } from '../openai/sse-writer.ts';

const SILENT = Symbol('silent');

/** Waits for a promise, but no longer than that many milliseconds. */
const within = async <T>(promise: Promise<T>, milliseconds: number): Promise<T | typeof SILENT> => {
  const timeUp = Promise.withResolvers<typeof SILENT>();
  const timer = setTimeout(() => timeUp.resolve(SILENT), milliseconds);
  try {
    return await Promise.race([promise, timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
};

/** Puts comments between frames when there was none for a while, so that no proxy takes the connection for dead. */
export async function* withKeepAlive(frames: AsyncIterable<string>, everyMs: number): AsyncGenerator<string> {
  const iterator = frames[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const frame = await within(next, everyMs);
      if (frame === SILENT) {
        yield KEEP_ALIVE_FRAME;
        continue;
      }
      if (frame.done === true) return;
      yield frame.value;
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}
