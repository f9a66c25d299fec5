import { isJsonObject, type JsonObject } from '../json-value.ts';

/**
 * OpenAI's own reasoning models, under the names that providers have for them: `o3`, `gpt-5.4-mini`, `openai.gpt-5`.
 * Not `gpt-5-chat-latest`, which doesn't reason, nor `gpt-35-turbo`, Azure's name for an old one.
 */
const REASONING_MODEL =
  /(?:^|[^a-z0-9])(?:o[1-9]|gpt-(?:[5-9]|1\d)(?!\d)(?!.*-chat)|codex|computer-use)(?:$|[^a-z0-9])/;

/** Whether a model hands out its reasoning sealed and in no other way. */
export const sealsReasoning = (model: string): boolean => REASONING_MODEL.test(model.toLowerCase());

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** Whether there will be reasoning to seal. Models that don't reason refuse to be asked for it. */
export const reasons = ({ reasoning }: JsonObject, model: string): boolean =>
  (isJsonObject(reasoning) && Object.values(reasoning).some(isGiven)) || sealsReasoning(model);
