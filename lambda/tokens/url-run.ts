/** Follows a text and knows whether the next character would go on a URL. */
export interface UrlRun {
  /** One UTF-16 unit. */
  note(character: string): void;
  end(): void;
  isOpen(): boolean;
}

/** What may stand in a URL in a text, including what people leave unescaped. Brackets are Markdown's. */
const GOES_ON = /[\p{L}\p{N}\-._~:/?#@!$&'*+,;=%()]/u;

const SCHEME = 'http';

/** How much of `http://` or `https://` is there, going by the character after it. */
const advance = (seen: string, character: string): string => {
  const next = seen + character.toLowerCase();
  if ('https://'.startsWith(next) || 'http://'.startsWith(next)) return next;
  return SCHEME.startsWith(character.toLowerCase()) ? character.toLowerCase() : '';
};

const isScheme = (seen: string): boolean => seen === 'http://' || seen === 'https://';

export const createUrlRun = (): UrlRun => {
  let seen = '';
  let open = false;
  /** Parentheses within the URL. One too many closes those around it, as in Markdown. */
  let parentheses = 0;
  const end = (): void => {
    open = false;
    seen = '';
    parentheses = 0;
  };
  return {
    note(character) {
      if (seen === '' && character !== 'h' && character !== 'H') return;
      if (!open) {
        seen = advance(seen, character);
        open = isScheme(seen);
        return;
      }
      if (character === '(') parentheses += 1;
      if (character === ')') parentheses -= 1;
      if (parentheses < 0 || !GOES_ON.test(character)) end();
    },
    end,
    isOpen: () => open,
  };
};

/** What may stand in any part of a URL as it is, so that a URL which the caller wrote comes back to the letter. */
const HARMLESS = /^[\w\-.~:/@!$'*,;]+$/;

/** A value for a place in a URL that stands in a text. */
export const writeInUrl = (value: string): string =>
  HARMLESS.test(value) ? value : encodeURIComponent(value.toWellFormed());
