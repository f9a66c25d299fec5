import { isJsonObject } from '../json-value.ts';
import { fields, fixed, keep, list, oneOf, opaque, type Rule } from '../leaf.ts';
import { callItems } from './call-items.ts';
import { content, part } from './content-leaves.ts';
import { reasoningSettings, textSettings } from './format-leaves.ts';
import { hostedItems } from './hosted-items.ts';
import { itemOf } from './item-fields.ts';
import { typedItem } from './item-type.ts';
import { tool } from './tool-leaves.ts';

/*
 * Every kind of item that can stand in the `input` of `POST /v1/responses` and in the `items` of a conversation, after
 * the types of the official client. A kind that is not named is refused.
 * https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
 */

const spoken = itemOf({ role: keep, content, phase: fixed });

const message = oneOf('role', { user: spoken, assistant: spoken, system: spoken, developer: spoken });

const items = {
  message,
  reasoning: itemOf({ summary: list(part), content: list(part), encrypted_content: opaque }),
  compaction: itemOf({ encrypted_content: opaque }),
  compaction_trigger: itemOf({}),
  additional_tools: itemOf({ role: fixed, tools: list(tool) }),
  configuration_update: itemOf({ reasoning: reasoningSettings, text: textSettings }),
  // Under an id of its own the item would not be found.
  item_reference: fields({ type: keep, id: fixed }),
  ...callItems,
  ...hostedItems,
};

/** The kinds of items that are known; others are refused. */
export const ITEM_TYPES: readonly string[] = Object.keys(items);

const typed = oneOf('type', items);

/** An item, with its type filled in where the client left it out. */
export const item: Rule = (value, path, visit) =>
  typed(isJsonObject(value) ? typedItem(value) : value, path, visit);
