import type { AnswerSummary } from '../answer-summary.ts';
import { isJsonObject, type JsonObject } from '../json-value.ts';
import { isLifecycle, isTerminal, type ResponseEvent, responseOf } from './response-event.ts';
import { eventKindOf, responseEventLeaves } from './response-event-leaves.ts';
import { answerItemLeaves } from './response-leaves.ts';

/** Writes down an answer as the provider gives it, for the audit. */
export interface ResponseTranscript {
  add(event: ResponseEvent): void;
  addResponse(response: JsonObject): void;
  summary(): AnswerSummary;
}

const CALL = /_call$/;
/** Words of the wire; nothing that a provider writes freely gets into the record's own fields. */
const WORD = /^[a-z_]{1,40}$/;

const isWord = (value: unknown): value is string => typeof value === 'string' && WORD.test(value);

const finishReasonOf = ({ status, incomplete_details: details }: JsonObject): readonly string[] => {
  if (!isWord(status)) return [];
  const reason = isJsonObject(details) ? details['reason'] : undefined;
  return [isWord(reason) ? `${status}:${reason}` : status];
};

const usageOf = ({ usage }: JsonObject): AnswerSummary['usage'] => {
  if (!isJsonObject(usage)) return undefined;
  const { input_tokens: promptTokens, output_tokens: completionTokens } = usage;
  return typeof promptTokens === 'number' && typeof completionTokens === 'number'
    ? { promptTokens, completionTokens }
    : undefined;
};

type Texts = Map<string, string>;

/** The texts of one thing by their places; those of one place are joined. */
const textsBy = (walk: (note: (leaf: { path: string; text: string }) => string) => unknown): Texts => {
  const texts: Texts = new Map();
  walk(({ path, text }) => {
    if (text !== '') texts.set(path, (texts.get(path) ?? '') + text);
    return text;
  });
  return texts;
};

/** What has come of the output: the texts by their places, and where calls of tools stand. */
interface Output {
  readonly texts: Texts;
  readonly calls: Set<string>;
}

const outputOf = (items: readonly unknown[]): Output => {
  const places = items.map((item, index): [unknown, string] => [item, `output[${index}]`]);
  return {
    texts: new Map(
      places.flatMap(([item, place]) => [...textsBy((note) => answerItemLeaves(item, place, note))]),
    ),
    calls: new Set(places.filter(([item]) => isCall(item)).map(([, place]) => place)),
  };
};

const isCall = (item: unknown): boolean =>
  isJsonObject(item) && typeof item['type'] === 'string' && CALL.test(item['type']);

/**
 * What the events have come to so far, and at the end what the whole response says. The echoes of the request in it are
 * on record already.
 */
export const createResponseTranscript = (): ResponseTranscript => {
  let { texts, calls } = outputOf([]);
  let ending: JsonObject = {};
  let model: string | undefined;

  const addResponse = (response: JsonObject): void => {
    if (typeof response['model'] === 'string') model = response['model'];
    ending = response;
    // Some servers leave the output out of the last event.
    if (Array.isArray(response['output']) && response['output'].length > 0) {
      ({ texts, calls } = outputOf(response['output']));
    }
  };

  const addTexts = (event: ResponseEvent): void => {
    const kind = eventKindOf(event.type);
    const place = kind?.place(event);
    // Events that repeat a text have all of it; those that nobody knows may be deltas.
    const appended = kind === undefined || kind.step === 'delta';
    for (const [path, text] of textsBy((note) => responseEventLeaves(event, '', note))) {
      texts.set(path, appended ? (texts.get(path) ?? '') + text : text);
    }
    if (place !== undefined && isCall(event['item'])) calls.add(place);
  };

  return {
    addResponse,
    add(event) {
      const response = responseOf(event);
      if (response !== undefined && isTerminal(event)) addResponse(response);
      else if (!isLifecycle(event)) addTexts(event);
      else if (typeof response?.['model'] === 'string') model = response['model'];
    },
    summary: () => {
      const usage = usageOf(ending);
      return {
        ...(model !== undefined && { model }),
        finishReasons: finishReasonOf(ending),
        toolCalls: calls.size,
        ...(usage !== undefined && { usage }),
        content: JSON.stringify(Object.fromEntries(texts)),
      };
    },
  };
};
