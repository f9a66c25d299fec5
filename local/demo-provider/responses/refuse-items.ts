import { isObject, type JsonObject, listOf, textOf } from '../../json.ts';
import { invalid, missing, type Refusal, refusal } from '../refusal.ts';
import { CALLS, ID_PREFIXES, ITEM_TYPES, PARTS_OF_ROLE, REQUIRED_FIELDS } from './input-items.data.ts';
import { isSealed } from './sealed-thoughts.ts';

type Check = (item: JsonObject, type: string, at: string) => Refusal | undefined;

/** The type of an item; messages needn't name theirs. */
export const itemType = (item: JsonObject): string =>
  textOf(item['type'] ?? (item['role'] === undefined ? 'item_reference' : 'message'));

const unsupported = (value: string, param: string, supported: readonly string[]): Refusal => {
  const listed = supported.map((name) => `'${name}'`).join(', ');
  return refusal(400, `Invalid value: '${value}'. Supported values are: ${listed}.`, param, 'invalid_value');
};

const notKept = (id: string): Refusal =>
  refusal(
    404,
    `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. ` +
      'Try again with `store` set to true, or remove this item from your input.',
    'input',
    null,
  );

const refuseType: Check = (item, type, at) => {
  if (type === 'item_reference') return notKept(textOf(item['id']));
  return ITEM_TYPES.includes(type) ? undefined : unsupported(type, at, ITEM_TYPES);
};

const refuseFields: Check = (item, type, at) => {
  const absent = REQUIRED_FIELDS[type]?.find((field) => (item[field] ?? null) === null);
  return absent === undefined ? undefined : missing(`${at}.${absent}`);
};

const refuseId: Check = ({ id }, type, at) => {
  const prefix = ID_PREFIXES[type];
  if (typeof id !== 'string' || prefix === undefined || id.startsWith(prefix)) return undefined;
  const message = `Invalid '${at}.id': '${id}'. Expected an ID that begins with '${prefix}'.`;
  return refusal(400, message, `${at}.id`, 'invalid_value');
};

const refuseMessage: Check = (item, type, at) => {
  if (type !== 'message') return undefined;
  const role = textOf(item['role']);
  const parts = PARTS_OF_ROLE[role];
  if (parts === undefined) return unsupported(role, `${at}.role`, Object.keys(PARTS_OF_ROLE));
  if (typeof item['content'] === 'string') return undefined;
  if (!Array.isArray(item['content'])) return invalid(`${at}.content`);
  const types = listOf(item['content']).map((part) => (isObject(part) ? textOf(part['type']) : ''));
  const bad = types.findIndex((name) => !parts.includes(name));
  return bad === -1 ? undefined : unsupported(types[bad] ?? '', `${at}.content[${bad}]`, parts);
};

const refuseReasoning: Check = (item, type) => {
  if (type !== 'reasoning') return undefined;
  const sealed = item['encrypted_content'];
  if (typeof sealed !== 'string') return notKept(textOf(item['id']));
  if (isSealed(sealed)) return undefined;
  return refusal(400, 'The encrypted content could not be verified.', null, 'invalid_encrypted_content');
};

const CHECKS: readonly Check[] = [refuseType, refuseFields, refuseId, refuseMessage, refuseReasoning];

const refuseItem = (item: unknown, index: number): Refusal | undefined => {
  const at = `input[${index}]`;
  if (!isObject(item)) return invalid(at);
  for (const check of CHECKS) {
    const refused = check(item, itemType(item), at);
    if (refused) return refused;
  }
  return undefined;
};

const callIds = (items: readonly JsonObject[], type: string): readonly string[] =>
  items.filter((item) => itemType(item) === type).map((item) => textOf(item['call_id']));

/** Every call has its result, and every result its call. */
const refusePairs = (items: readonly JsonObject[]): Refusal | undefined => {
  for (const { call, result, words } of CALLS) {
    const [called, answered] = [callIds(items, call), callIds(items, result)];
    const orphan = answered.find((id) => !called.includes(id));
    if (orphan !== undefined) {
      const message = `No tool call found for ${words} output with call_id ${orphan}.`;
      return refusal(400, message, 'input', null);
    }
    const open = called.find((id) => !answered.includes(id));
    if (open !== undefined) return refusal(400, `No tool output found for ${words} ${open}.`, 'input', null);
  }
  return undefined;
};

/** Why the items of an input can't be taken; `undefined` when they can. */
export const refuseItems = (items: readonly unknown[]): Refusal | undefined => {
  for (const [index, item] of items.entries()) {
    const refused = refuseItem(item, index);
    if (refused) return refused;
  }
  return refusePairs(items.filter(isObject));
};
