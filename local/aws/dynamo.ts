import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import dynalite from 'dynalite';
import { TABLES } from '../../lambda/contract/tables.ts';
import { type LocalServer, listenLocally } from './local-server.ts';

export type TableNames = Readonly<Record<keyof typeof TABLES, string>>;

const READY_WITHIN_MS = 5_000;

/** What the local DynamoDB wants to see of a signature, which it does not check. */
const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

interface Reply {
  readonly ok: boolean;
  readonly body: string;
}

const call = async (url: string, operation: string, input: object): Promise<Reply> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: SIGNATURE,
    },
    body: JSON.stringify(input),
  });
  return { ok: response.ok, body: await response.text() };
};

const definition = (
  name: string,
  keys: { readonly partitionKey: string; readonly sortKey?: string },
): object => {
  const { partitionKey, sortKey } = keys;
  const names = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: names.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
    KeySchema: names.map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
  };
};

/** Makes a table unless there is one, and waits until it can be used. */
const ensureTable = async (
  url: string,
  name: string,
  keys: { readonly partitionKey: string },
): Promise<void> => {
  const created = await call(url, 'CreateTable', definition(name, keys));
  if (!created.ok && !created.body.includes('ResourceInUseException')) {
    throw new Error(`The local table ${name} could not be made.`);
  }
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const { body } = await call(url, 'DescribeTable', { TableName: name });
    if (body.includes('"TableStatus":"ACTIVE"')) return;
    if (Date.now() > giveUpAt)
      throw new Error(`The local table ${name} is not ready. Delete the state folder.`);
    await delay(2);
  }
};

const readWhole = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

type Handler = (request: object, response: ServerResponse) => void;

/** Takes dynalite's own handler off its server. */
const takeHandler = (server: Server): Handler => {
  const [listener] = server.listeners('request');
  if (listener === undefined) throw new Error('The local DynamoDB has no handler.');
  server.removeAllListeners('request');
  return (request, response) => {
    Reflect.apply(listener, server, [request, response]);
  };
};

/**
 * Dynalite throws from an event handler, and so ends the process, when a client hangs up while it is still sending. So
 * a request is taken in whole first, and only then handed on.
 */
const guard = (server: Server): void => {
  const handler = takeHandler(server);
  const handOn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readWhole(request);
    const { method, url, headers } = request;
    handler(Object.assign(Readable.from([body]), { method, url, headers }), response);
  };
  server.on('request', (request, response) => {
    handOn(request, response).catch(() => response.destroy());
  });
};

/**
 * DynamoDB in this process (dynalite), its data in a folder, with Hawthorn's tables. No transactions, streams, TTL or
 * backups; rows past their time stay.
 */
export const startDynamo = async (folder: string, tables: TableNames): Promise<LocalServer> => {
  const dynamo = dynalite({ path: folder, createTableMs: 0 });
  guard(dynamo);
  const server = await listenLocally(dynamo);
  await Promise.all([
    ensureTable(server.url, tables.keys, TABLES.keys),
    ensureTable(server.url, tables.vault, TABLES.vault),
    ensureTable(server.url, tables.audit, TABLES.audit),
    ensureTable(server.url, tables.limits, TABLES.limits),
    ensureTable(server.url, tables.state, TABLES.state),
    ensureTable(server.url, tables.spans, TABLES.spans),
  ]);
  return server;
};
