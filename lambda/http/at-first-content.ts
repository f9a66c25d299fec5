import { holdsContent } from '../openai/holds-content.ts';

/** Tells when the first frame passes that holds content. Returning early returns from `frames` at once. */
export const atFirstContent = (frames: AsyncIterable<string>, tell: () => void): AsyncIterable<string> => {
  const iterator = frames[Symbol.asyncIterator]();
  let told = false;
  const next = async (): Promise<IteratorResult<string>> => {
    const frame = await iterator.next();
    if (frame.done !== true && holdsContent(frame.value)) {
      told = true;
      tell();
    }
    return frame;
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => (told ? iterator.next() : next()),
      return: async () => {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
};
