import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the provider got, to the letter. */
interface ScriptedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a script may do with one request. Timing comes from promises that the test holds, never from sleeping. */
interface ScriptedReply {
  /** Sends the head at once. */
  head(status: number, headers?: Readonly<Record<string, string>>): void;
  /** Resolves when the bytes are with the operating system. Sends a head of 200 before, if there was none. */
  write(bytes: string | Uint8Array): Promise<void>;
  end(bytes?: string | Uint8Array): void;
  /** A whole JSON answer. */
  json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): void;
  /** A whole stream: each text as the `data` of an event of its own. */
  sse(...data: readonly string[]): void;
  /** Ends the connection with a TCP reset. Bytes that the other side hasn't read yet are lost. */
  reset(): void;
  /** Resolves when the connection of this reply is closed, from whichever side. */
  readonly closed: Promise<void>;
}

/** `index` counts the requests from 0. */
export type Respond = (reply: ScriptedReply, request: ScriptedRequest, index: number) => void | Promise<void>;

export interface ScriptedProvider {
  /** With `/v1`, without a slash at the end. */
  readonly baseUrl: string;
  readonly requests: readonly ScriptedRequest[];
  /** Resolves with the request of that index as soon as it has come in whole. */
  received(index: number): Promise<ScriptedRequest>;
  /** Closes the server and all its connections; throws what a script threw. */
  close(): Promise<void>;
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const replyOn = (response: ServerResponse): ScriptedReply => {
  const head = (status: number, headers: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, headers);
    response.flushHeaders();
  };
  return {
    head,
    write: (bytes) =>
      new Promise((resolve) => {
        response.write(bytes, () => {
          resolve();
        });
      }),
    end: (bytes) => {
      response.end(bytes);
    },
    json: (status, value, headers = {}) => {
      head(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(value));
    },
    sse: (...data) => {
      head(200, { 'content-type': 'text/event-stream' });
      response.end(data.map((text) => `data: ${text}\n\n`).join(''));
    },
    reset: () => {
      response.socket?.resetAndDestroy();
    },
    closed: new Promise((resolve) => {
      response.on('close', resolve);
    }),
  };
};

/** A model provider on 127.0.0.1 that does what the test says and remembers what it was sent. */
export const startScriptedProvider = async ({ respond }: { respond: Respond }): Promise<ScriptedProvider> => {
  const requests: ScriptedRequest[] = [];
  const faults: unknown[] = [];
  let arrived = Promise.withResolvers<undefined>();

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers, body: await readAll(incoming) };
    const index = requests.push(request) - 1;
    arrived.resolve(undefined);
    arrived = Promise.withResolvers();
    await respond(replyOn(response), request, index);
  };
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((fault: unknown) => {
      // A client that goes away while it still sends is no fault of the script.
      if (incoming.complete) faults.push(fault);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    received: async (index) => {
      for (;;) {
        const request = requests[index];
        if (request !== undefined) return request;
        await arrived.promise;
      }
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      if (faults.length > 0) throw new AggregateError(faults, 'a script of the provider failed');
    },
  };
};

/** A base URL on 127.0.0.1 at which nobody listens. */
export const unusedBaseUrl = async (): Promise<string> => {
  const provider = await startScriptedProvider({ respond: () => undefined });
  await provider.close();
  return provider.baseUrl;
};
