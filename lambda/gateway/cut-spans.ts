import type { Span } from '../phi/span.ts';

/** No token stands for more than this, in UTF-16 units: its row must fit into the vault, whose items have a limit. */
const LONGEST = 8_000;

/** A border that is moved off the middle of a character. */
const whole = (text: string, at: number): number => ((text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at);

/** The same stretches of a text, with a very long one in several, each of which gets a token of its own. */
export const cutSpans = (text: string, spans: readonly Span[]): readonly Span[] => {
  if (spans.every(({ start, end }) => end - start <= LONGEST)) return spans;
  const cut: Span[] = [];
  for (const span of spans) {
    let start = span.start;
    for (; span.end - start > LONGEST; start = cut.at(-1)?.end ?? span.end) {
      cut.push({ ...span, start, end: whole(text, start + LONGEST) });
    }
    cut.push({ ...span, start });
  }
  return cut;
};
