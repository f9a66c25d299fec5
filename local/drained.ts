import type { ServerResponse } from 'node:http';

/** Nothing more can be written: the answer has been ended, or the client has gone. */
export const isOver = (response: ServerResponse): boolean => response.destroyed || response.writableEnded;

/** Resolves when the client has taken what was written, or has gone. */
export const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    if (isOver(response)) done();
  });
