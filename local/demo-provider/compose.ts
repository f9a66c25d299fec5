import { randomUUID } from 'node:crypto';
import type { Asked, Tool } from './asked.ts';
import { fillSchema } from './fill-schema.ts';
import { createTokenPicker } from './found-tokens.ts';
import { cutIntoPieces } from './pieces.ts';
import { writeInput, writeObject, writeText } from './write-text.ts';

/** A text in the pieces in which it is streamed. */
export type Pieces = readonly string[];

/** A text, as far as the limit lets it go. */
export interface Written {
  readonly pieces: Pieces;
  readonly cut: boolean;
}

export interface Call extends Written {
  readonly id: string;
  readonly tool: Tool;
}

export const newId = (prefix: string): string => `${prefix}${randomUUID().replaceAll('-', '')}`;

const upTo = (pieces: Pieces, most: number): Written => ({
  pieces: pieces.slice(0, Math.max(0, most)),
  cut: pieces.length > most,
});

/** Up to the first stop sequence, as OpenAI does: the sequence itself isn't sent. */
const stopAt = (text: string, stops: readonly string[]): string => {
  const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at !== -1);
  return text.slice(0, Math.min(text.length, ...ends));
};

const textFor = (asked: Asked, variant: number): string => {
  const { format, tokens } = asked;
  if (format === undefined) return writeText(asked, variant);
  const { schema } = format;
  return JSON.stringify(schema ? fillSchema(schema, createTokenPicker(tokens)) : writeObject(tokens));
};

/** The answer as text or JSON; another variant says the same in other words. */
export const composeText = (asked: Asked, variant: number): Written =>
  upTo(cutIntoPieces(stopAt(textFor(asked, variant), asked.stop)), asked.maxTokens);

const inputFor = (tool: Tool, tokens: readonly string[]): string =>
  tool.kind === 'custom'
    ? writeInput(tokens)
    : JSON.stringify(fillSchema(tool.parameters, createTokenPicker(tokens)));

/** The calls that were chosen, one after the other within the limit. */
export const composeCalls = ({ calls, tokens, maxTokens }: Asked): readonly Call[] => {
  let left = maxTokens;
  return calls.map((tool) => {
    const pieces = cutIntoPieces(inputFor(tool, tokens));
    const call = { id: newId('call_'), tool, ...upTo(pieces, left) };
    left -= pieces.length;
    return call;
  });
};
