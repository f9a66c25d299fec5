import type { IncomingMessage } from 'node:http';

/** More than this of a body that is too large isn't waited for. */
const MAX_DISCARDED_BYTES = 64 * 1_048_576;

/**
 * Reads a request's body whole; `undefined` when it is larger than allowed. The rest of such a body is read and thrown
 * away first: a client that is still writing would see a broken connection instead of the refusal.
 * Throws when the client goes away before the end.
 */
export const readRequestBody = (request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else chunks = [];
      if (length > MAX_DISCARDED_BYTES) resolve(undefined);
    });
    request.once('end', () => resolve(length > maxBytes ? undefined : Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The client went away.')));
  });
