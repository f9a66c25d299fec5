import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ApiGateway,
  type ApiGatewaySettings,
  type ServedExchange,
  startApiGateway,
} from '../../../local/api-gateway.ts';
import {
  installLambdaRuntime,
  isStreamingHandler,
  type StreamingHandler,
} from '../../../local/lambda-runtime.ts';

let gateway: ApiGateway | undefined;

// As in AWS, the global is there before a handler's file is loaded.
installLambdaRuntime();
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

/** A handler as the functions' files make theirs. */
const streaming = (
  work: (
    event: APIGatewayProxyEvent,
    stream: awslambda.HttpResponseStream,
    respond: (prelude: Record<string, unknown>) => awslambda.HttpResponseStream,
  ) => Promise<unknown>,
): StreamingHandler => {
  const made: unknown = awslambda.streamifyResponse<APIGatewayProxyEvent, unknown>((event, stream) =>
    work(event, stream, (prelude) => awslambda.HttpResponseStream.from(stream, prelude)),
  );
  if (!isStreamingHandler(made)) throw new Error('not marked');
  return made;
};

const start = async (handler: StreamingHandler, more: Partial<ApiGatewaySettings> = {}): Promise<string> => {
  gateway = await startApiGateway({
    port: 0,
    routes: [
      { method: 'POST', resource: '/v1/chat/completions', handler },
      { method: 'GET', resource: '/v1/models/{id}', handler },
      { method: 'GET', resource: '/v1/conversations/{id}/items/{item_id}', handler },
      { method: 'DELETE', resource: '/v1/conversations/{id}/items/{item_id}', handler },
    ],
    ...more,
  });
  return gateway.url;
};

/** Answers with the event that it was given. */
const echo = streaming((event, _stream, respond) => {
  const stream = respond({ statusCode: 200, headers: { 'content-type': 'application/json' } });
  stream.write(JSON.stringify(event));
  stream.end();
  return Promise.resolve();
});

const send = async (url: string, body = '{}'): Promise<{ sent: ClientRequest; got: IncomingMessage }> => {
  const sent = httpRequest(`${url}/v1/chat/completions`, { method: 'POST' });
  sent.on('error', () => undefined);
  sent.end(body);
  const [got] = (await once(sent, 'response')) as [IncomingMessage];
  return { sent, got };
};

const nextChunk = async (message: IncomingMessage): Promise<string> => {
  const [chunk] = (await once(message, 'data')) as [Buffer];
  return chunk.toString();
};

describe('the event', () => {
  it('is an ordinary proxy event of a REST API', async () => {
    const url = await start(echo);
    const response = await fetch(`${url}/v1/chat/completions?a=1&a=2&b=%20`, {
      method: 'POST',
      headers: { 'X-Thing': 'one', authorization: 'Bearer k' },
      body: '{"name":"Zoë 🩺"}',
    });
    const event = (await response.json()) as APIGatewayProxyEvent;
    expect(event).toMatchObject({
      resource: '/v1/chat/completions',
      path: '/v1/chat/completions',
      httpMethod: 'POST',
      body: '{"name":"Zoë 🩺"}',
      isBase64Encoded: false,
      queryStringParameters: { a: '2', b: ' ' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: [' '] },
      pathParameters: null,
      requestContext: { httpMethod: 'POST', stage: 'local', identity: { sourceIp: '127.0.0.1' } },
    });
    expect(event.multiValueHeaders['authorization']).toEqual(['Bearer k']);
    expect(event.requestContext.requestId).not.toBe('');
  });

  it('has the parameters of the query decoded, with the last of repeated ones and all of them', async () => {
    const url = await start(echo);
    const query = 'include[]=a&include%5B%5D=b%26c&include[]=d%2Be+f&limit=&after&%5F%5Fproto__=x';
    const event = (await (await fetch(`${url}/v1/models/m?${query}`)).json()) as APIGatewayProxyEvent;
    const all = event.multiValueQueryStringParameters ?? {};
    expect(Object.entries(all)).toEqual([
      ['include[]', ['a', 'b&c', 'd+e f']],
      ['limit', ['']],
      ['after', ['']],
      ['__proto__', ['x']],
    ]);
    expect(Object.entries(event.queryStringParameters ?? {})).toEqual([
      ['include[]', 'd+e f'],
      ['limit', ''],
      ['after', ''],
      ['__proto__', 'x'],
    ]);
    expect(event.path).toBe('/v1/models/m');
  });

  it('has null where there is nothing, and decoded path parameters', async () => {
    const url = await start(echo);
    const event = (await (await fetch(`${url}/v1/models/a%2Fb`)).json()) as APIGatewayProxyEvent;
    expect(event).toMatchObject({
      resource: '/v1/models/{id}',
      path: '/v1/models/a%2Fb',
      pathParameters: { id: 'a/b' },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      body: null,
    });
  });

  it('of a DELETE has its path parameters', async () => {
    const url = await start(echo);
    const response = await fetch(`${url}/v1/conversations/conv_1/items/msg_2`, { method: 'DELETE' });
    expect(await response.json()).toMatchObject({
      resource: '/v1/conversations/{id}/items/{item_id}',
      httpMethod: 'DELETE',
      pathParameters: { id: 'conv_1', item_id: 'msg_2' },
      body: null,
    });
  });

  it('hands on bytes that are no UTF-8 unchanged, in base64', async () => {
    const url = await start(echo);
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ isBase64Encoded: true, body: body.toString('base64') });
  });
});

describe('streaming', () => {
  it('passes on head and chunks at once: the client has each before the handler writes the next', async () => {
    const steps = [0, 1, 2].map(() => Promise.withResolvers<undefined>());
    const url = await start(
      streaming(async (_event, _stream, respond) => {
        const stream = respond({ statusCode: 200, headers: { 'content-type': 'text/event-stream' } });
        stream.write('');
        for (const [index, step] of steps.entries()) {
          await step.promise;
          stream.write(`chunk ${index}`);
        }
        stream.end();
      }),
    );
    const { got } = await send(url);
    expect(got.headers['content-type']).toBe('text/event-stream');
    const chunks: AsyncIterator<unknown> = got[Symbol.asyncIterator]();
    for (const [index, step] of steps.entries()) {
      step.resolve(undefined);
      expect(String((await chunks.next()).value)).toBe(`chunk ${index}`);
    }
    expect((await chunks.next()).done).toBe(true);
    expect(got.complete).toBe(true);
  });

  it('passes on status, several values of a header, and cookies, but no header of the connection', async () => {
    const url = await start(
      streaming((_event, _stream, respond) => {
        const stream = respond({
          statusCode: 429,
          headers: { 'Retry-After': '7', 'content-length': '999', 'transfer-encoding': 'gzip' },
          multiValueHeaders: { 'x-many': ['1', '2'] },
          cookies: ['a=1', 'b=2'],
        });
        stream.write('slow down');
        stream.end();
        return Promise.resolve();
      }),
    );
    const response = await fetch(`${url}/v1/models/x`);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('x-many')).toBe('1, 2');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('content-length')).toBeNull();
    expect(await response.text()).toBe('slow down');
  });

  it('holds the handler back while the client does not read', async () => {
    const chunk = Buffer.alloc(1_048_576, 'x');
    const full = Promise.withResolvers<undefined>();
    const url = await start(
      streaming(async (_event, _stream, respond) => {
        const stream = respond({ statusCode: 200 });
        for (let index = 0; index < 32; index += 1) {
          if (stream.write(chunk)) continue;
          full.resolve(undefined);
          await once(stream, 'drain');
        }
        stream.end();
      }),
    );
    const { got } = await send(url);
    await full.promise;
    let length = 0;
    got.on('data', (bytes: Buffer) => {
      length += bytes.length;
    });
    await once(got, 'end');
    expect(length).toBe(32 * chunk.length);
  });
});

describe('a client that goes away', () => {
  it('closes the stream of the handler before it is finished', async () => {
    const events: string[] = [];
    const closed = Promise.withResolvers<undefined>();
    const exchanges: ServedExchange[] = [];
    const url = await start(
      streaming(async (_event, _stream, respond) => {
        const stream = respond({ statusCode: 200 });
        stream.on('finish', () => events.push('finish'));
        stream.on('close', () => {
          events.push('close');
          closed.resolve(undefined);
        });
        stream.write('first');
        await closed.promise;
      }),
      { onExchange: (exchange) => exchanges.push(exchange) },
    );
    const { sent, got } = await send(url);
    expect(await nextChunk(got)).toBe('first');
    sent.destroy();
    await closed.promise;
    expect(events).toEqual(['close']);
    await gateway?.close();
    expect(exchanges).toMatchObject([{ status: 200, complete: false, body: Buffer.from('first') }]);
  });

  it('while it is still sending does not reach the handler', async () => {
    let called = false;
    const gone = Promise.withResolvers<ServedExchange>();
    const url = await start(
      streaming(() => {
        called = true;
        return Promise.resolve();
      }),
      { onExchange: (exchange) => gone.resolve(exchange) },
    );
    const sent = httpRequest(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-length': '100' },
    });
    sent.on('error', () => undefined);
    sent.write('{', () => sent.destroy());
    expect(await gone.promise).toMatchObject({ status: undefined, complete: false });
    expect(called).toBe(false);
  });
});

describe('limits', () => {
  const TOO_LARGE = {
    error: {
      message: 'The request body is too large.',
      type: 'invalid_request_error',
      param: '',
      code: 'request_too_large',
    },
  };

  it.each([
    ['announced by its length', false],
    ['sent in chunks', true],
  ])('refuse a body over 10 MB, %s', async (_what, chunked) => {
    const url = await start(echo);
    const sent = httpRequest(`${url}/v1/chat/completions`, { method: 'POST' });
    const body = Buffer.alloc(10 * 1_048_576 + 1, 'x');
    if (chunked) sent.write(body.subarray(0, 1_000));
    sent.end(chunked ? body.subarray(1_000) : body);
    const [got] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of got) text += String(chunk);
    expect(got.statusCode).toBe(413);
    expect(got.headers['access-control-allow-origin']).toBe('*');
    expect(JSON.parse(text)).toEqual(TOO_LARGE);
  });

  it('refuse an event that is too large for Lambda, and pass one that is not', async () => {
    const url = await start(echo);
    const post = (body: string): Promise<Response> =>
      fetch(`${url}/v1/chat/completions`, { method: 'POST', body });
    const refused = await post('"'.repeat(4 * 1_048_576));
    expect([refused.status, await refused.json()]).toEqual([413, TOO_LARGE]);
    const passed = await post('x'.repeat(4 * 1_048_576));
    expect(passed.status).toBe(200);
    await passed.arrayBuffer();
  });

  it.each([
    ['GET', '/v1/chat/completions'],
    ['GET', '/v1/unknown'],
    ['POST', '//'],
    ['OPTIONS', '/v1/unknown'],
  ])('refuse %s %s', async (method, path) => {
    const url = await start(echo);
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(404);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      error: {
        message: 'There is no such endpoint.',
        type: 'not_found_error',
        param: '',
        code: 'not_found',
      },
    });
  });
});

describe('CORS', () => {
  it('answers a preflight without the handler', async () => {
    const url = await start(streaming(() => Promise.reject(new Error('called'))));
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin: 'https://clinic.example', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS');
    expect(response.headers.get('access-control-allow-headers')?.split(', ')).toEqual(
      expect.arrayContaining([
        'authorization',
        'content-type',
        'x-hawthorn-session',
        'x-compliantchatgpt-key',
        'x-openai-key',
        'x-stainless-retry-count',
      ]),
    );
  });

  it('tells a browser which methods a path has', async () => {
    const url = await start(streaming(() => Promise.reject(new Error('called'))));
    const response = await fetch(`${url}/v1/conversations/c/items/i`, {
      method: 'OPTIONS',
      headers: { origin: 'https://clinic.example', 'access-control-request-method': 'DELETE' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, DELETE, OPTIONS');
  });
});

describe('a handler that fails', () => {
  const FAILED = {
    error: {
      message: 'The gateway failed.',
      type: 'internal_server_error',
      param: '',
      code: 'internal_error',
    },
  };

  it.each<[string, StreamingHandler]>([
    ['throws', streaming(() => Promise.reject(new Error('Jane Roe')))],
    [
      'throws at once',
      streaming(() => {
        throw new Error('Jane Roe');
      }),
    ],
    [
      'ends without a prelude',
      streaming((_event, stream) => {
        stream.end('Jane Roe');
        return Promise.resolve();
      }),
    ],
    [
      'ends without a write, which leaves out the prelude in AWS too',
      streaming((_event, _stream, respond) => {
        respond({ statusCode: 200 }).end();
        return Promise.resolve();
      }),
    ],
    [
      'writes no prelude',
      streaming((_event, stream) => {
        stream.write('Jane Roe');
        stream.end();
        return Promise.resolve();
      }),
    ],
    [
      'destroys the stream',
      streaming((_event, stream) => {
        stream.destroy();
        return Promise.resolve();
      }),
    ],
    [
      'gives a header that HTTP forbids',
      streaming((_event, _stream, respond) => {
        respond({ statusCode: 200, headers: { 'x-fine': 'Jane', 'x-bad': 'Jane\r\nRoe' } }).write('Jane Roe');
        return Promise.resolve();
      }),
    ],
  ])('and %s is a 502 that says nothing of it', async (_what, handler) => {
    const url = await start(handler);
    const response = await fetch(`${url}/v1/models/x`);
    expect(response.status).toBe(502);
    expect(response.headers.get('x-fine')).toBeNull();
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual(FAILED);
  });

  it('after the first chunk breaks the connection, so that nobody takes the answer for whole', async () => {
    const read = Promise.withResolvers<undefined>();
    const url = await start(
      streaming(async (_event, _stream, respond) => {
        respond({ statusCode: 200 }).write('first');
        await read.promise;
        throw new Error('Jane Roe');
      }),
    );
    const { got } = await send(url);
    expect(await nextChunk(got)).toBe('first');
    read.resolve(undefined);
    await expect(once(got.resume(), 'end')).rejects.toThrow('aborted');
  });

  it('and writes nothing for too long is given up with 503', async () => {
    const closed = Promise.withResolvers<undefined>();
    const url = await start(
      streaming(async (_event, stream) => {
        stream.on('close', () => closed.resolve(undefined));
        await closed.promise;
      }),
      { limits: { idleMs: 20 } },
    );
    const response = await fetch(`${url}/v1/models/x`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'provider_unavailable' } });
    await closed.promise;
  });
});

describe('closing', () => {
  it('lets a running answer finish', async () => {
    const closing = Promise.withResolvers<undefined>();
    const url = await start(
      streaming(async (_event, _stream, respond) => {
        const stream = respond({ statusCode: 200 });
        stream.write('first ');
        await closing.promise;
        stream.end('last');
      }),
    );
    const response = await fetch(`${url}/v1/models/x`);
    const closed = gateway!.close(30_000);
    closing.resolve(undefined);
    expect(await response.text()).toBe('first last');
    await closed;
    await expect(fetch(`${url}/v1/models/x`)).rejects.toThrow();
  });

  it('cuts off an answer that does not end, and waits for its handler', async () => {
    let settled = false;
    const url = await start(
      streaming(async (_event, _stream, respond) => {
        const stream = respond({ statusCode: 200 });
        stream.write('first');
        await once(stream, 'close');
        await Promise.resolve();
        settled = true;
      }),
    );
    const response = await fetch(`${url}/v1/models/x`);
    const text = expect(response.text()).rejects.toThrow();
    await gateway!.close(50);
    expect(settled).toBe(true);
    await text;
  });
});

describe('onExchange', () => {
  it('tells what the client got', async () => {
    const exchanges: ServedExchange[] = [];
    const url = await start(
      streaming((_event, _stream, respond) => {
        const stream = respond({ statusCode: 200, headers: { 'X-Request-Id': 'req_1' } });
        stream.write('a');
        stream.end('b');
        return Promise.resolve();
      }),
      { onExchange: (exchange) => exchanges.push(exchange) },
    );
    await (await fetch(`${url}/v1/models/x?q=1`)).text();
    await gateway!.close(30_000);
    expect(exchanges).toMatchObject([
      { method: 'GET', path: '/v1/models/x', status: 200, complete: true, body: Buffer.from('ab') },
    ]);
    expect(exchanges[0]?.headers['x-request-id']).toBe('req_1');
  });
});
