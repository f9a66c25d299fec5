import { PHI_TYPES, type PhiType } from '../../lambda/contract/phi-type.ts';
import { TOKEN_INSTRUCTION } from '../../lambda/openai/token-instruction.ts';

/** A token as the gateway writes it. */
export const TOKEN = new RegExp(`(?:${PHI_TYPES.join('|')})_[0-9A-HJKMNP-TV-Z]{6}`, 'g');

/** The gateway's tokens in the texts, each once, in order. The examples in its own instruction stand for nobody. */
export const findTokens = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => text.replaceAll(TOKEN_INSTRUCTION, '').match(TOKEN) ?? [])),
];

/** The type of a token that `findTokens` found. */
export const typeOf = (token: string): PhiType =>
  PHI_TYPES.find((type) => token.startsWith(`${type}_`)) ?? 'ID';

/** Hands out tokens by type, one after the other, and the last again when there are no more. */
export interface TokenPicker {
  readonly all: readonly string[];
  pick(type: PhiType): string | undefined;
}

export const createTokenPicker = (tokens: readonly string[]): TokenPicker => {
  const used = new Map<PhiType, number>();
  return {
    all: tokens,
    pick: (type) => {
      const fitting = tokens.filter((token) => typeOf(token) === type);
      const index = used.get(type) ?? 0;
      used.set(type, index + 1);
      return fitting[Math.min(index, fitting.length - 1)];
    },
  };
};
