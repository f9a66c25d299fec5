import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import { readContent } from '../../lambda/audit/content.ts';
import { createDynamoAuditStore } from '../../lambda/aws/dynamo-audit-store.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { TABLES } from '../../lambda/contract/tables.ts';
import type { Haystack } from './canaries.ts';
import type { TestGateway } from './gateway.ts';
import { GOING_ON } from './identities.ts';

type Item = Record<string, AttributeValue>;

export const scan = async ({ dynamo }: TestGateway, variable: string): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const page of paginateScan({ client: dynamo }, { TableName: process.env[variable] })) {
    items.push(...(page.Items ?? []));
  }
  return items;
};

/** Bytes as text in every way that somebody could read them: as they are, and unpacked where they are packed. */
const textsOfBytes = (bytes: Uint8Array): string[] => {
  const buffer = Buffer.from(bytes);
  const plain = [buffer.toString('utf8'), buffer.toString('utf16le')];
  try {
    return [...plain, gunzipSync(buffer).toString('utf8')];
  } catch {
    return plain;
  }
};

const textsOfItem = (item: Item): string[] => [
  JSON.stringify(item, (_, value: unknown) => (value instanceof Uint8Array ? undefined : value)),
  ...Object.values(item).flatMap(({ B: bytes }) => (bytes === undefined ? [] : textsOfBytes(bytes))),
];

/** A record of the audit as it is stored, with its content unpacked. */
export interface StoredEvent {
  readonly event: Readonly<Record<string, unknown>>;
  readonly content: string | undefined;
}

/** Every record of the audit, writer by writer, in the order of their places. */
export const storedEvents = async (gateway: TestGateway): Promise<StoredEvent[]> => {
  const items = await scan(gateway, ENVIRONMENT.auditTable);
  const writers = new Set(items.map((item) => item[TABLES.audit.partitionKey]?.S ?? ''));
  const store = createDynamoAuditStore(gateway.dynamo, process.env[ENVIRONMENT.auditTable] ?? '');
  const events: StoredEvent[] = [];
  for (const writer of writers) {
    for await (const stored of store.list(writer, GOING_ON)) {
      const content = await readContent(store, stored, GOING_ON);
      events.push({ event: stored.record.event, content });
    }
  }
  return events;
};

const bucketFolder = ({ stateFolder }: TestGateway): string => join(stateFolder, 's3');

/** The names of all objects of the state bucket, which are files on this machine. */
export const storedObjects = async (gateway: TestGateway): Promise<readonly string[]> =>
  (await readdir(bucketFolder(gateway))).sort();

/** The same objects, with their names. */
const objectsText = async (gateway: TestGateway): Promise<string> => {
  const names = await storedObjects(gateway);
  const files = await Promise.all(names.map((name) => readFile(join(bucketFolder(gateway), name))));
  return [...names, ...files.flatMap(textsOfBytes)].join('\n');
};

/** All that rests: every attribute of every item, what is packed in them, and every object. */
export const storedText = async (gateway: TestGateway): Promise<Haystack[]> => {
  const { keysTable, vaultTable, auditTable, limitsTable, stateTable, spansTable } = ENVIRONMENT;
  const variables = [keysTable, vaultTable, auditTable, limitsTable, stateTable, spansTable];
  const tables = await Promise.all(
    variables.map(async (variable): Promise<Haystack> => {
      const items = await scan(gateway, variable);
      return [variable, items.flatMap(textsOfItem).join('\n')];
    }),
  );
  const events = await storedEvents(gateway);
  return [
    ...tables,
    ['objects', await objectsText(gateway)],
    ['audit content', events.map(({ content }) => content ?? '').join('\n')],
  ];
};
