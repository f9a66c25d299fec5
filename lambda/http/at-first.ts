/** Tells when the first of them is there. Returning early returns from `frames` at once. */
export const atFirst = (frames: AsyncIterable<string>, tell: () => void): AsyncIterable<string> => {
  const iterator = frames[Symbol.asyncIterator]();
  let told = false;
  const first = async (): Promise<IteratorResult<string>> => {
    const frame = await iterator.next();
    told = true;
    if (frame.done !== true) tell();
    return frame;
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => (told ? iterator.next() : first()),
      return: async () => {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
};
