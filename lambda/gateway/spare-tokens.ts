import type { Span } from '../phi/span.ts';
import { tokenShape } from '../tokens/token.ts';
import type { TokenBook } from '../tokens/token-book.ts';

/** Whatever a reader would see restored, in order. */
const tokensIn = (
  text: string,
  book: TokenBook,
): readonly { readonly start: number; readonly end: number }[] => {
  const found: { start: number; end: number }[] = [];
  const shape = tokenShape();
  for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
    const start = match.index;
    if (book.valueOf(match[0]) === undefined) shape.lastIndex = start + 1;
    else found.push({ start, end: start + match[0].length });
  }
  return found;
};

const WORTH_A_TOKEN = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su;

/** A stretch without the blanks and signs around it; nothing where there is nothing else. */
const trimmed = (text: string, span: Span): readonly Span[] => {
  const inner = WORTH_A_TOKEN.exec(text.slice(span.start, span.end));
  if (inner === null) return [];
  const start = span.start + inner.index;
  return [{ ...span, start, end: start + inner[0].length }];
};

/** What was found in a text that is written in tokens, but for the tokens, which stand for something already. */
export const spareTokens = (text: string, spans: readonly Span[], book: TokenBook): readonly Span[] => {
  if (spans.length === 0) return spans;
  const tokens = tokensIn(text, book);
  let next = 0;
  return spans.flatMap((span) => {
    while ((tokens[next]?.end ?? Number.POSITIVE_INFINITY) <= span.start) next += 1;
    const rest: Span[] = [];
    let from = span.start;
    for (let index = next; (tokens[index]?.start ?? span.end) < span.end; index += 1) {
      const { start = from, end = from } = tokens[index] ?? {};
      if (start > from) rest.push({ ...span, start: from, end: start });
      from = Math.max(from, end);
    }
    if (from === span.start) return [span];
    if (from < span.end) rest.push({ ...span, start: from });
    return rest.flatMap((one) => trimmed(text, one));
  });
};
