import fc from 'fast-check';
import {
  codeCall,
  customCall,
  functionCall,
  type ItemMaker,
  mcpCall,
  message,
  patchCall,
  reasoning,
  shellCall,
  shellOutput,
} from './response-stream.ts';

/*
 * What a model says, for properties: plain data, which fast-check can make smaller and print. Tokens stand in it by
 * their numbers, `«1»`, since a gateway's tokens are known only once it has made them.
 */

/** A token as a model writes it: whole, in small letters, or its first characters alone. */
const word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('«0»', '«1»', '«2»', '«0a»', '«1a»') },
  { weight: 1, arbitrary: fc.tuple(fc.nat(2), fc.nat(11)).map(([index, length]) => `«${index}:${length}»`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ' ',
      'the plan',
      '🏥',
      '\r\n',
      '\n\n',
      'data: x',
      '[DONE]',
      'é',
      '\\',
      'N',
      '"',
    ),
  },
);

export const saidText: fc.Arbitrary<string> = fc.array(word, { maxLength: 8 }).map((words) => words.join(''));

/** A text with tokens in place of their numbers. */
export const inTokens = (text: string, tokens: readonly string[]): string =>
  text.replaceAll(/«(\d+)(a)?(?::(\d+))?»/g, (_, index: string, small?: string, length?: string) => {
    const token = tokens[Number(index) % Math.max(tokens.length, 1)] ?? '';
    return small === undefined ? token.slice(0, Number(length ?? token.length)) : token.toLowerCase();
  });

/** Arguments that hold a text as it is, and once more in JSON in a string. */
export const argumentsOf = (text: string): string =>
  JSON.stringify({ who: text, more: JSON.stringify({ deep: text }) });

const MAKERS = {
  message: (all) => message(all),
  reasoning: ([first, ...more]) => reasoning([first], more),
  function_call: ([text]) => functionCall(argumentsOf(text)),
  custom_tool_call: ([text]) => customCall(text),
  mcp_call: ([text]) => mcpCall(argumentsOf(text)),
  code_interpreter_call: ([text]) => codeCall(text),
  apply_patch_call: ([text]) => patchCall(text),
  shell_call: (all) => shellCall(all),
  shell_call_output: ([out, error = '']) => shellOutput(out, error),
} as const satisfies Readonly<Record<string, (texts: readonly [string, ...string[]]) => ItemMaker>>;

type Kind = keyof typeof MAKERS;

/** An item of the output with the texts in it. */
export interface SaidItem {
  readonly kind: Kind;
  readonly texts: readonly [string, ...string[]];
}

const KINDS: readonly Kind[] = [
  ...(['message', 'reasoning', 'function_call', 'custom_tool_call', 'mcp_call'] as const),
  ...(['code_interpreter_call', 'apply_patch_call', 'shell_call', 'shell_call_output'] as const),
];

/** Several items, of these kinds or of all. */
export const saidItems = (kinds: readonly Kind[] = KINDS): fc.Arbitrary<readonly SaidItem[]> => {
  const more = fc.array(saidText, { maxLength: 2 });
  const texts = fc.tuple(saidText, more).map(([first, rest]) => [first, ...rest] as const);
  const item = fc.record({ kind: fc.constantFrom(...kinds), texts });
  return fc.array(item, { minLength: 1, maxLength: 5 });
};

export const makersOf = (items: readonly SaidItem[], tokens: readonly string[]): readonly ItemMaker[] =>
  items.map(({ kind, texts: [first, ...more] }) =>
    MAKERS[kind]([inTokens(first, tokens), ...more.map((text) => inTokens(text, tokens))]),
  );
