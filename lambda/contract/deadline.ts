/**
 * Settles as the promise does, unless the signal aborts first: then rejects, and the promise goes on unwatched.
 * The error says nothing but that it was given up.
 */
export const orAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const givenUp = Promise.withResolvers<never>();
  const giveUp = (): void => {
    givenUp.reject(new Error('Given up before the answer came.'));
  };
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([promise, givenUp.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
};

/**
 * Makes a call that ends after that many milliseconds at the latest, or when the caller's signal aborts: also when
 * the call itself pays no heed to the signal it is given. Makes no call when the signal has aborted already.
 */
export const withDeadline = async <T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  if (signal?.aborted === true) throw new Error('Given up before the call.');
  const timer = setTimeout(stop, milliseconds);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await orAborted(call(controller.signal), controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
};
