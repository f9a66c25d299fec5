import fc from 'fast-check';
import type { JsonObject } from '../../lambda/openai/json-value.ts';
import {
  callDeltas,
  completion,
  DONE,
  delta,
  finish,
  functionCall,
  metering,
  roleDelta,
  saying,
} from './openai-wire.ts';
import { argumentsOf, inTokens, saidText } from './said-items.ts';

/** What a model with chat alone says: thoughts, a text, a refusal, and calls of functions and of custom tools. */
export interface SaidInChat {
  readonly thoughts: string;
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly { readonly custom: boolean; readonly text: string }[];
  readonly reason: 'stop' | 'length';
}

/** Written with the numbers of tokens, as `said-items.ts` does it. */
export const saidInChat: fc.Arbitrary<SaidInChat> = fc.record({
  thoughts: saidText,
  text: saidText,
  refusal: saidText,
  calls: fc.array(fc.record({ custom: fc.boolean(), text: saidText }), { maxLength: 3 }),
  reason: fc.constantFrom('stop', 'length'),
});

/** The same with tokens in it, and the arguments of functions in JSON. */
export const chatInTokens = (said: SaidInChat, tokens: readonly string[]): SaidInChat => {
  const of = (text: string): string => inTokens(text, tokens);
  const calls = said.calls.map(({ custom, text }) => ({
    custom,
    text: custom ? of(text) : argumentsOf(of(text)),
  }));
  return { ...said, thoughts: of(said.thoughts), text: of(said.text), refusal: of(said.refusal), calls };
};

/** How it comes in chunks. */
export interface ChunkCuts {
  /** Where texts are cut, as offsets modulo their length. */
  readonly at: readonly number[];
  /** Which lane goes on next, as positions modulo the number of lanes that have not ended. */
  readonly turns: readonly number[];
  /** One after the other but for calls, as models do it, or in any order. */
  readonly order: 'usual' | 'any';
  /** Some servers leave the mark of the end out. */
  readonly done: boolean;
}

export const chunkCuts: fc.Arbitrary<ChunkCuts> = fc.record({
  at: fc.array(fc.nat(), { maxLength: 12 }),
  turns: fc.array(fc.nat(), { maxLength: 30 }),
  order: fc.constantFrom('usual', 'any'),
  done: fc.boolean(),
});

const pieces = (text: string, at: readonly number[]): readonly string[] => {
  const places = [...new Set(at.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
};

const woven = (lanes: readonly (readonly string[])[], turns: readonly number[]): readonly string[] => {
  const left = lanes.map((lane) => [...lane]);
  const out: string[] = [];
  for (let turn = 0; left.some((lane) => lane.length > 0); turn += 1) {
    const open = left.filter((lane) => lane.length > 0);
    const next = open[(turns[turn % Math.max(turns.length, 1)] ?? 0) % open.length];
    out.push(...(next?.splice(0, 1) ?? []));
  }
  return out;
};

const idOf = (index: number): string => `call_${index}`;

const callLane = ({ custom, text }: SaidInChat['calls'][number], index: number, at: readonly number[]) => {
  const own = pieces(text, at);
  if (!custom) return callDeltas({ id: idOf(index), name: 'look_up' }, own, index);
  const begun = { index, id: idOf(index), type: 'custom', custom: { name: 'find', input: '' } };
  return [
    delta({ tool_calls: [begun] }),
    ...own.map((input) => delta({ tool_calls: [{ index, custom: { input } }] })),
  ];
};

/** The `data` of its chunks. */
export const chunksOf = (said: SaidInChat, { at, turns, order, done }: ChunkCuts): readonly string[] => {
  const texts = [
    pieces(said.thoughts, at).map((reasoning_content) => delta({ reasoning_content })),
    pieces(said.text, at).map((content) => delta({ content })),
    pieces(said.refusal, at).map((refusal) => delta({ refusal })),
  ];
  const calls = said.calls.map((call, index) => callLane(call, index, at));
  const begun = calls.flatMap((lane) => lane.slice(0, 1));
  const rest = calls.map((lane) => lane.slice(1));
  const deltas =
    order === 'any' ? woven([...texts, ...calls], turns) : [...texts.flat(), ...begun, ...woven(rest, turns)];
  return [roleDelta(), ...deltas, finish(said.reason), metering(), ...(done ? [DONE] : [])];
};

/** The same as a whole answer. */
export const completionOf = ({ thoughts, text, refusal, calls, reason }: SaidInChat): JsonObject => {
  const tool_calls = calls.map(({ custom, text: own }, index) =>
    custom
      ? { id: idOf(index), type: 'custom', custom: { name: 'find', input: own } }
      : functionCall(idOf(index), 'look_up', own),
  );
  const message = { refusal, reasoning_content: thoughts, tool_calls };
  return completion([{ ...saying(text, message), finish_reason: reason }]);
};
