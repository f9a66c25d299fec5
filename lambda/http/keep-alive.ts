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

async function* keptAlive(iterator: AsyncIterator<string>, everyMs: number): AsyncGenerator<string> {
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
}

/**
 * Puts comments between frames when there was none for a while, so that no proxy takes the connection for dead.
 * Returning early returns from `frames` at once, even before the first frame was asked for or while one is waited for.
 */
export const withKeepAlive = (frames: AsyncIterable<string>, everyMs: number): AsyncIterable<string> => {
  const iterator = frames[Symbol.asyncIterator]();
  const generator = keptAlive(iterator, everyMs);
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => generator.next(),
      return: async () => {
        await iterator.return?.();
        return generator.return(undefined);
      },
    }),
  };
};
