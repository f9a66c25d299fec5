import { askPlain, type BothWays, percentile, question } from './both-ways.ts';
import { WIRES } from './wires.ts';

const TURNS = 20;
const CONVERSATIONS = 12;
/** The turns that are compared: the first that has something before it, and the last. */
const EARLY = 2;

/** What the gateway itself takes for a turn, in milliseconds, medians of several conversations. */
export interface TurnTimes {
  readonly early: { readonly turn: number; readonly ms: number };
  readonly late: { readonly turn: number; readonly ms: number };
}

const idOf = (answer: string): string => (JSON.parse(answer) as { id: string }).id;

/** For each turn, how much longer it takes than the provider alone does with the whole history. */
const hold = async ({ direct, gateway }: BothWays, first: number): Promise<readonly number[]> => {
  const wire = WIRES.find(({ name }) => name === 'responses');
  if (wire === undefined) throw new Error('no wire for responses');
  const history: { role: string; content: string }[] = [];
  const own: number[] = [];
  let previous: string | undefined;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const round = first + turn;
    const asked = question(round);
    history.push({ role: 'user', content: asked });
    const alone = await askPlain(direct, wire, { input: history }, round);
    const goingOn = previous === undefined ? {} : { previous_response_id: previous };
    const { ms, text } = await askPlain(gateway, wire, { ...wire.ask(asked), ...goingOn }, round);
    history.push({ role: 'assistant', content: `You said: ${asked}` });
    previous = idOf(text);
    own.push(ms - alone.ms);
  }
  return own;
};

/** Conversations by `previous_response_id`, every turn with values that nobody has said before. */
export const measureConversation = async (ways: BothWays): Promise<TurnTimes> => {
  const held: (readonly number[])[] = [];
  for (let count = 0; count <= CONVERSATIONS; count += 1) held.push(await hold(ways, 2_000 + count * TURNS));
  // The first one warms up.
  const median = (turn: number): number =>
    percentile(
      held.slice(1).map((own) => own[turn - 1] ?? Number.NaN),
      0.5,
    );
  return { early: { turn: EARLY, ms: median(EARLY) }, late: { turn: TURNS, ms: median(TURNS) } };
};
