/** A text with its escapes undone, and the way back. */
export interface UnescapedView {
  readonly text: string;
  /** The UTF-16 offset in the original of each unit of `text`, and of its end. */
  readonly origins: readonly number[];
}

/** `%4A%20`, `\u00e9`, `\n`, and what Markdown escapes: `\-`, `\@`. */
const ESCAPE = /(?:%[0-9a-f]{2})+|\\u[0-9a-f]{4}|\\[ntr]|\\[!-/:-@[-`{-~]/gi;
const WHITE: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** How many bytes a character of UTF-8 has that begins with this one; what begins none counts as one. */
const lengthFrom = (first: number): number => {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
};

/** The characters of an escape and how many units of the original each of them takes. */
const charactersOf = (escape: string): readonly (readonly [string, number])[] => {
  if (!escape.startsWith('%')) {
    const unicode = /^\\u/i.test(escape);
    const code = Number.parseInt(escape.slice(2), 16);
    const sign = escape.charAt(1);
    return [[unicode ? String.fromCharCode(code) : (WHITE[sign.toLowerCase()] ?? sign), escape.length]];
  }
  const bytes = Buffer.from(escape.replaceAll('%', ''), 'hex');
  const characters: [string, number][] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Math.min(lengthFrom(bytes[at] ?? 0), bytes.length - at);
    characters.push([bytes.subarray(at, at + length).toString('utf8'), length * 3]);
    at += length;
  }
  return characters;
};

/**
 * Undoes percent-encoding and the escapes of JSON, of program code and of Markdown, as they stand in forms, links and
 * cut-off documents. `undefined` where there are none.
 */
export const unescapedView = (text: string): UnescapedView | undefined => {
  let plain = '';
  const origins: number[] = [];
  let copied = 0;
  const copy = (to: number): void => {
    for (let at = copied; at < to; at += 1) origins.push(at);
    plain += text.slice(copied, to);
    copied = to;
  };
  for (const match of text.matchAll(ESCAPE)) {
    copy(match.index);
    for (const [character, length] of charactersOf(match[0])) {
      for (let unit = 0; unit < character.length; unit += 1) origins.push(copied);
      plain += character;
      copied += length;
    }
  }
  if (copied === 0) return undefined;
  copy(text.length);
  return { text: plain.toWellFormed(), origins: [...origins, text.length] };
};
