import type { Notes } from '../openai/notes.ts';
import { type Token, typeOf } from '../tokens/token.ts';
import type { TokenBook } from '../tokens/token-book.ts';
import { holdsClearDay } from './clear-dates.ts';
import { createDateRelations, type HeardDate } from './date-relations.ts';
import { heardTokens, isSaidToBeToday, standingsBeside } from './heard-tokens.ts';
import type { Standing } from './name-form.ts';
import { createNameLinks, type HeardName } from './name-links.ts';

export interface RelationsOptions {
  /** When the request came, milliseconds since the epoch. Of it only the year counts, for years of two digits. */
  readonly now: number;
  /** Whether dates may be related. */
  readonly dates: boolean;
}

const together = <T>(a: ReadonlySet<T> | undefined, b: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...(a ?? []), ...b]);

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/**
 * Tells how the values behind the tokens of one conversation relate: which names are one person's, and how far dates
 * lie apart. What it says holds tokens and numbers of days, months and years, and never a value.
 */
export const createRelations = (
  book: Pick<TokenBook, 'valueOf'>,
  { now, dates }: RelationsOptions,
): Notes => {
  const links = createNameLinks();
  const days = createDateRelations(new Date(now).getUTCFullYear() + 1);
  let names = new Map<Token, HeardName>();
  let heardDates = new Map<Token, HeardDate>();
  let datesRelate = dates;

  const takeIn = (text: string): void => {
    for (const heard of heardTokens(text)) {
      const { token } = heard;
      const value = book.valueOf(token);
      if (value === undefined) continue;
      if (typeOf(token) === 'NAME') {
        const standings: ReadonlySet<Standing> = together(
          names.get(token)?.standings,
          standingsBeside(heard),
        );
        names.set(token, { token, value, standings });
      } else {
        const today = heardDates.get(token)?.today === true || isSaidToBeToday(heard);
        heardDates.set(token, { token, value, today });
      }
    }
  };

  return {
    hear(text) {
      takeIn(text);
      if (datesRelate && holdsClearDay(text)) datesRelate = false;
    },
    tell() {
      const told = [
        ...links.tell([...names.values()]),
        ...(datesRelate ? days.tell([...heardDates.values()]) : []),
      ];
      names = new Map();
      heardDates = new Map();
      return told.length === 0 ? undefined : told.map(sentence).join(' ');
    },
  };
};
