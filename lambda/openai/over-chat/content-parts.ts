import type { JsonObject } from '../json-value.ts';
import type { Emit } from './emit.ts';

/** The parts of an item that come bit by bit, with the name of the field and of its events. */
const KINDS = {
  output_text: { field: 'text', event: 'response.output_text' },
  refusal: { field: 'refusal', event: 'response.refusal' },
  reasoning_text: { field: 'text', event: 'response.reasoning_text' },
} as const;

type PartKind = keyof typeof KINDS;

interface Part {
  readonly kind: PartKind;
  readonly content_index: number;
  text: string;
  readonly annotations: JsonObject[];
  readonly logprobs: JsonObject[];
}

const wireOf = ({ kind, text, annotations, logprobs }: Part): JsonObject => ({
  type: kind,
  [KINDS[kind].field]: text,
  ...(kind === 'output_text' && { annotations: [...annotations], logprobs: [...logprobs] }),
});

const withoutBytes = ({ bytes, ...entry }: JsonObject): JsonObject => entry;

/** Log probabilities as events have them: without bytes. */
const inEvents = (logprobs: readonly JsonObject[]): readonly JsonObject[] =>
  logprobs.map((entry) => ({
    ...withoutBytes(entry),
    top_logprobs: Array.isArray(entry['top_logprobs']) ? entry['top_logprobs'].map(withoutBytes) : [],
  }));

/** The content of one item. */
export interface Content {
  readonly add: (kind: PartKind, text: string, logprobs?: readonly JsonObject[]) => void;
  readonly annotate: (annotation: JsonObject) => void;
  /** Ends what is open; nothing may be added any more. */
  readonly end: () => void;
  readonly parts: () => readonly JsonObject[];
}

/** @param place what each event says of its item: `item_id` and `output_index` */
export const createContent = (emit: Emit, place: JsonObject): Content => {
  const parts: Part[] = [];
  const at = ({ content_index }: Part): JsonObject => ({ ...place, content_index });

  const end = (): void => {
    const part = parts.at(-1);
    if (part === undefined) return;
    const { field, event } = KINDS[part.kind];
    emit(`${event}.done`, {
      ...at(part),
      [field]: part.text,
      ...(part.kind === 'output_text' && { logprobs: inEvents(part.logprobs) }),
    });
    emit('response.content_part.done', { ...at(part), part: wireOf(part) });
  };

  const begin = (kind: PartKind): Part => {
    end();
    const part: Part = { kind, content_index: parts.length, text: '', annotations: [], logprobs: [] };
    parts.push(part);
    emit('response.content_part.added', { ...at(part), part: wireOf(part) });
    return part;
  };

  /** The last part, if it is of that kind, else a new one. */
  const open = (kind: PartKind): Part => {
    const last = parts.at(-1);
    return last?.kind === kind ? last : begin(kind);
  };

  return {
    add(kind, text, logprobs = []) {
      const part = open(kind);
      if (text === '' && logprobs.length === 0) return;
      part.text += text;
      part.logprobs.push(...logprobs);
      emit(`${KINDS[kind].event}.delta`, {
        ...at(part),
        delta: text,
        ...(kind === 'output_text' && { logprobs: inEvents(logprobs) }),
      });
    },
    annotate(annotation) {
      const part = open('output_text');
      const annotation_index = part.annotations.push(annotation) - 1;
      emit('response.output_text.annotation.added', { ...at(part), annotation_index, annotation });
    },
    end,
    parts: () => parts.map(wireOf),
  };
};
