import { type Canary, sentencesOf } from './canaries.ts';
import { marked } from './echoing-provider.ts';
import type { Say } from './every-responses-item.ts';

/** A request with something planted in each of its places. */
export interface PlantedRequest {
  readonly body: object;
  /** What was said in each place. */
  readonly said: ReadonlyMap<number, string>;
  /** The numbers of the places that the model sees. */
  readonly seen: readonly number[];
  readonly canaries: readonly Canary[];
}

/** What is planted in the place of a number. */
export type Plant = (place: number) => readonly Canary[];

/**
 * The whole request with what `plant` gives in each of its places, and the fields of `more`. The places of the names in
 * `notSent` don't reach the model.
 */
export const plantedRequest = (
  whole: (say: Say) => object,
  notSent: readonly string[],
  plant: Plant,
  more: object = {},
): PlantedRequest => {
  const said = new Map<number, string>();
  const sent: number[] = [];
  const canaries: Canary[] = [];
  const body = {
    ...whole((place) => {
      const number = said.size;
      const own = plant(number);
      canaries.push(...own);
      if (!notSent.includes(place)) sent.push(number);
      const text = marked(number, sentencesOf(own));
      said.set(number, text);
      return text;
    }),
    ...more,
  };
  // What the request leaves out of all that was said is not seen either.
  const written = JSON.stringify(body);
  const seen = sent.filter((number) => written.includes(marked(number, '')));
  return { body, said, seen, canaries };
};

/** The model's answer, in the caller's own words: each place that the model saw, in order. */
export const expectedEcho = ({ said, seen }: PlantedRequest): string =>
  seen.map((place) => said.get(place)!).join('\n');
