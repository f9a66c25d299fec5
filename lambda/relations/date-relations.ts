import type { Token } from '../tokens/token.ts';
import { dayOf, nearestTo } from './calendar.ts';
import { type Distance, tellDistances, tellFar, tellMinutes, tellYears } from './date-sentences.ts';
import { createDayGroups, type DayOrMonth } from './day-groups.ts';
import { type NumberOrder, orderShownBy, readDate, type SaidDate } from './read-date.ts';

/** A date as it came up in a text. */
export interface HeardDate {
  readonly token: Token;
  readonly value: string;
  /** Whether the text says that this is the day on which it was written. */
  readonly today: boolean;
}

/** How the dates of a conversation relate, from its beginning on. Nothing that was told is taken back. */
export interface DateRelations {
  /** Says how new dates relate to earlier ones. To be asked once a message, with all dates in it. */
  tell(heard: readonly HeardDate[]): readonly string[];
}

type WithoutYear = Extract<SaidDate, { readonly kind: 'no-year' }>;

/** Relations of one message; those that are counted from one date stand together. */
const createTelling = () => {
  const lists = new Map<string, { anchor: Token; unit: 'day' | 'month'; opening: string; far: Distance[] }>();
  const single: string[] = [];
  return {
    say: (sentence: string) => single.push(sentence),
    count(anchor: Token, unit: 'day' | 'month', distance: Distance, opening = ''): void {
      const key = `${opening} ${unit} ${distance[1] === 0 ? distance[0] : ''} ${anchor}`;
      const list = lists.get(key) ?? { anchor, unit, opening, far: [] };
      list.far.push(distance);
      lists.set(key, list);
    },
    sentences: (): readonly string[] => [
      ...[...lists.values()].map(
        ({ anchor, unit, opening, far }) => opening + tellDistances(anchor, unit, far),
      ),
      ...single,
    ],
  };
};

type Telling = ReturnType<typeof createTelling>;

const BY_MONTH = 'by the month, ';
const NEAREST_YEAR = 'taking the nearest year, ';

/** How far one date of no year lies after another; `undefined` where that depends on leap years. */
const withinAnyYear = (from: WithoutYear, to: WithoutYear): number | undefined => {
  const [plain, leap] = [2002, 2000].map((year) => {
    const day = dayOf(year, from.month, from.date);
    return day === undefined ? undefined : nearestTo(day, to.month, to.date);
  });
  return plain === leap ? plain : undefined;
};

/** What is known where numbers are read in one order. */
const createKnown = () => {
  const groups = createDayGroups();
  /** The first date without a year; others are counted from it until a day is known. */
  let loose: { readonly token: Token; readonly date: WithoutYear } | undefined;
  let todays: { readonly token: Token; readonly day: number }[] = [];

  const near = (token: Token, date: WithoutYear, telling: Telling): void => {
    const latest = groups.latest();
    if (latest === undefined) {
      const far = loose === undefined ? undefined : withinAnyYear(loose.date, date);
      if (loose !== undefined && far !== undefined)
        telling.count(loose.token, 'day', [token, far], NEAREST_YEAR);
      loose ??= { token, date };
      return;
    }
    const far = nearestTo(latest.day, date.month, date.date);
    if (far !== undefined) telling.count(latest.token, 'day', [token, far], NEAREST_YEAR);
  };

  return {
    place(token: Token, date: DayOrMonth, telling: Telling): void {
      const placed = groups.place(token, date);
      if (placed.kind === 'first') return;
      const { anchor, far } = placed;
      if (placed.kind === 'far') telling.say(tellFar(anchor, [token, far]));
      else if (placed.unit === 'minute') telling.say(tellMinutes(anchor, [token, far]));
      else telling.count(anchor, placed.unit, [token, far], placed.unit === 'month' ? BY_MONTH : '');
    },
    near,
    today: (token: Token, day: number) => todays.push({ token, day }),
    /** What had to wait until a day was known. */
    settle(telling: Telling): void {
      if (loose !== undefined && groups.latest() !== undefined) {
        near(loose.token, loose.date, telling);
        loose = undefined;
      }
      todays = todays.filter(({ token, day }) => {
        const placed = groups.placeToday(token, day);
        if (placed?.kind === 'far') telling.say(tellFar(placed.anchor, [token, placed.far]));
        if (placed?.kind === 'years') telling.say(tellYears(placed.anchor, token, placed.years));
        return placed === undefined;
      });
    },
  };
};

const usualOrder = (shown: ReadonlySet<NumberOrder>): NumberOrder | undefined => {
  if (shown.size > 1) return undefined;
  return shown.has('day-first') ? 'day-first' : 'month-first';
};

/** @param lastYear the last year that two digits can mean: the next one, in which appointments are made */
export const createDateRelations = (lastYear: number): DateRelations => {
  const heardBefore = new Set<Token>();
  const shown = new Set<NumberOrder>();
  let known = createKnown();

  /** What may have been read in a wrong order is not counted from any more. */
  const learnOrder = (heard: readonly HeardDate[]): void => {
    const before = usualOrder(shown);
    for (const { value } of heard) {
      const order = orderShownBy(value);
      if (order !== undefined) shown.add(order);
    }
    if (usualOrder(shown) !== before) known = createKnown();
  };

  return {
    tell(heard) {
      const fresh = heard.filter(({ token }) => !heardBefore.has(token));
      learnOrder(fresh);
      const reading = { order: usualOrder(shown), shown: shown.size === 1, lastYear };
      const telling = createTelling();
      const withoutYear: { readonly token: Token; readonly date: WithoutYear }[] = [];
      for (const { token, value, today } of fresh) {
        if (heardBefore.has(token)) continue;
        heardBefore.add(token);
        const date = readDate(value, reading);
        if (date === undefined) continue;
        if (date.kind === 'no-year') withoutYear.push({ token, date });
        else if (today && date.kind === 'day') known.today(token, date.day);
        else known.place(token, date, telling);
      }
      known.settle(telling);
      for (const { token, date } of withoutYear) known.near(token, date, telling);
      return telling.sentences();
    },
  };
};
