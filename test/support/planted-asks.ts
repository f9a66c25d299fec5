import { type Canary, type CanaryKind, canary, everyCanary, type Haystack, sentencesOf } from './canaries.ts';
import { type Answer, answerText, type WatchedGateway } from './watched-gateway.ts';

/**
 * Asks with something planted, and fails when it shows up in what was sent, or in what the client got.
 *
 * @param begin gives the provider its script
 * @param ask sends what was made
 * @param shown what must not show it of an answer; an answer may repeat the client's own words
 */
export const plantedAsks = (
  { expectNotSent }: Pick<WatchedGateway, 'expectNotSent'>,
  begin: () => void,
  ask: (body: unknown) => Promise<Answer>,
  shown: (answer: Answer) => readonly Haystack[] = answerText,
) => ({
  /** Asks once for each type. */
  askEach: async (
    kinds: readonly CanaryKind[],
    number: number,
    make: (planted: Canary) => unknown,
  ): Promise<readonly Answer[]> => {
    begin();
    const planted = kinds.map((kind) => canary(kind, number));
    const answers: Answer[] = [];
    for (const one of planted) answers.push(await ask(make(one)));
    expectNotSent(planted, answers.flatMap(shown));
    return answers;
  },
  /** Asks once with all types in one text, and gives the status. */
  askWithAll: async (number: number, make: (text: string) => unknown): Promise<number> => {
    begin();
    const planted = everyCanary(number);
    const answer = await ask(make(sentencesOf(planted)));
    expectNotSent(planted, shown(answer));
    return answer.status;
  },
});
