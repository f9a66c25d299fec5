import { TABLES } from '../contract/tables.ts';
import type { StateBody, StateKey, StateOutline, StateRow } from '../state/state-table.ts';
import { bytesAt, type Item, numberAt, required, textAt } from './attributes.ts';

export const { partitionKey, sortKey, ttl } = TABLES.state;

export const VERSION = 'version';
export const CLOSED = 'closed';
export const OBJECT = 'object';
const EPOCH = 'epoch';
const SEALED = 'sealed';
const OBJECT_BYTES = 'objectBytes';
const OBJECT_HASH = 'objectHash';

export const stateKey = ({ partition, sort }: StateKey): Item => ({
  [partitionKey]: { S: partition },
  [sortKey]: { S: sort },
});

const bodyItem = (body: StateBody): Item =>
  body.kind === 'inline'
    ? { [SEALED]: { B: body.sealed } }
    : {
        [OBJECT]: { S: body.name },
        [OBJECT_BYTES]: { N: String(body.bytes) },
        [OBJECT_HASH]: { S: body.sha256 },
      };

const bodyOf = (item: Item): StateBody => {
  const name = textAt(item, OBJECT);
  if (name === undefined) return { kind: 'inline', sealed: required(bytesAt(item, SEALED)) };
  const bytes = required(numberAt(item, OBJECT_BYTES));
  return { kind: 'object', name, bytes, sha256: required(textAt(item, OBJECT_HASH)) };
};

export const toStateItem = (row: StateRow): Item => ({
  ...stateKey(row),
  [VERSION]: { S: row.version },
  [EPOCH]: { S: row.epoch },
  ...bodyItem(row.body),
  [ttl]: { N: String(row.expiresAt) },
  ...(row.closed ? { [CLOSED]: { BOOL: true } } : {}),
});

const keyOf = (item: Item): StateKey => ({
  partition: required(textAt(item, partitionKey)),
  sort: required(textAt(item, sortKey)),
});

export const fromStateItem = (item: Item): StateRow => ({
  ...keyOf(item),
  version: required(textAt(item, VERSION)),
  epoch: required(textAt(item, EPOCH)),
  body: bodyOf(item),
  expiresAt: required(numberAt(item, ttl)),
  closed: item[CLOSED] !== undefined,
});

/** Of an item that was read without its body. */
export const outlineOf = (item: Item): StateOutline => ({ ...keyOf(item), object: textAt(item, OBJECT) });
