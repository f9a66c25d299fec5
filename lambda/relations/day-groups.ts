import type { Token } from '../tokens/token.ts';
import { monthOf, yearsBetween } from './calendar.ts';
import type { SaidDate } from './read-date.ts';

/** How a new date relates to an earlier one. */
type Placed = { readonly kind: 'first' } | Counted | Far;

interface Counted {
  readonly kind: 'counted';
  readonly unit: 'day' | 'month' | 'minute';
  readonly anchor: Token;
  readonly far: number;
}

/** Further than may be told. */
interface Far {
  readonly kind: 'far';
  readonly anchor: Token;
  readonly far: number;
}

/** How the day on which a text was written relates to the first one in it. */
type PlacedToday = { readonly kind: 'years'; readonly anchor: Token; readonly years: number } | Far;

export type DayOrMonth = Exclude<SaidDate, { readonly kind: 'no-year' }>;

/** A day that a token stands for. */
interface KnownDay {
  readonly token: Token;
  readonly day: number;
}

export interface DayGroups {
  /** Takes a date in, and says how to tell where it lies. */
  place(token: Token, date: DayOrMonth): Placed;
  /** The same for the day of writing, in full years; `undefined` as long as nothing came before it. */
  placeToday(token: Token, day: number): PlacedToday | undefined;
  latest(): KnownDay | undefined;
}

/** Ages of 90 and over identify somebody, and an age is the time between two dates: 45 CFR 164.514(b)(2)(i)(C). */
const LONGEST = Math.floor(89 * 365.25);

const LONGEST_MONTH = 31;

/**
 * Dates whose distances are known among each other: all are counted from one of them. The first and the last are never
 * further apart than may be told, since whoever reads two distances knows a third.
 */
interface Group {
  anchor: KnownDay | undefined;
  month: { readonly token: Token; readonly month: number } | undefined;
  readonly days: Map<number, Token>;
  readonly months: Map<number, Token>;
  readonly times: Map<number, { readonly token: Token; readonly minute: number }>;
  first: KnownDay;
  last: KnownDay;
}

const firstDayOf = (month: number): number =>
  Date.UTC(Math.floor(month / 12), month % 12, 1) / (24 * 60 * 60_000);

/** The days that a date may be. */
const rangeOf = (date: DayOrMonth): readonly [number, number] => {
  if (date.kind === 'day') return [date.day, date.day];
  const first = firstDayOf(date.month);
  return [first, first + LONGEST_MONTH - 1];
};

const fits = ({ first, last }: Group, [from, to]: readonly [number, number]): boolean =>
  Math.max(last.day, to) - Math.min(first.day, from) <= LONGEST;

const stretch = (group: Group, token: Token, [from, to]: readonly [number, number]): void => {
  if (from < group.first.day) group.first = { token, day: from };
  if (to > group.last.day) group.last = { token, day: to };
};

const createGroup = (token: Token, [from, to]: readonly [number, number]): Group => ({
  anchor: undefined,
  month: undefined,
  days: new Map(),
  months: new Map(),
  times: new Map(),
  first: { token, day: from },
  last: { token, day: to },
});

/** On a day that is known already, the time makes the difference. */
const onKnownDay = (group: Group, known: Token, date: Extract<DayOrMonth, { kind: 'day' }>): Placed => {
  const timed = group.times.get(date.day);
  return date.minute === undefined || timed === undefined || timed.minute === date.minute
    ? { kind: 'counted', unit: 'day', anchor: known, far: 0 }
    : { kind: 'counted', unit: 'minute', anchor: timed.token, far: date.minute - timed.minute };
};

const relateDay = (group: Group, date: Extract<DayOrMonth, { kind: 'day' }>): Placed => {
  const known = group.days.get(date.day);
  if (known !== undefined) return onKnownDay(group, known, date);
  const { anchor, month } = group;
  if (anchor !== undefined) {
    return { kind: 'counted', unit: 'day', anchor: anchor.token, far: date.day - anchor.day };
  }
  return month === undefined
    ? { kind: 'first' }
    : { kind: 'counted', unit: 'month', anchor: month.token, far: monthOf(date.day) - month.month };
};

const relateMonth = (group: Group, month: number): Placed => {
  const known = group.months.get(month);
  if (known !== undefined) return { kind: 'counted', unit: 'month', anchor: known, far: 0 };
  const { anchor } = group;
  if (anchor !== undefined) {
    return { kind: 'counted', unit: 'month', anchor: anchor.token, far: month - monthOf(anchor.day) };
  }
  return group.month === undefined
    ? { kind: 'first' }
    : { kind: 'counted', unit: 'month', anchor: group.month.token, far: month - group.month.month };
};

const takeIn = (group: Group, token: Token, date: DayOrMonth): void => {
  stretch(group, token, rangeOf(date));
  const month = date.kind === 'day' ? monthOf(date.day) : date.month;
  if (!group.months.has(month)) group.months.set(month, token);
  if (date.kind === 'month') {
    group.month ??= { token, month };
    return;
  }
  const { day, minute } = date;
  group.anchor ??= { token, day };
  if (!group.days.has(day)) group.days.set(day, token);
  if (minute !== undefined && !group.times.has(day)) group.times.set(day, { token, minute });
};

const farFrom = ({ first, last }: Group, [from, to]: readonly [number, number]): Far =>
  to - first.day > LONGEST
    ? { kind: 'far', anchor: first.token, far: to - first.day }
    : { kind: 'far', anchor: last.token, far: from - last.day };

export const createDayGroups = (): DayGroups => {
  const groups: Group[] = [];
  let latest: KnownDay | undefined;

  return {
    place(token, date) {
      const range = rangeOf(date);
      const [oldest] = groups;
      const group = groups.find((one) => fits(one, range)) ?? createGroup(token, range);
      if (!groups.includes(group)) groups.push(group);
      const placed = date.kind === 'day' ? relateDay(group, date) : relateMonth(group, date.month);
      takeIn(group, token, date);
      if (date.kind === 'day' && (latest === undefined || date.day > latest.day)) {
        latest = { token, day: date.day };
      }
      return placed.kind === 'first' && oldest !== undefined ? farFrom(oldest, range) : placed;
    },
    placeToday(token, day) {
      const [oldest] = groups;
      if (oldest === undefined || day <= oldest.first.day) return undefined;
      if (!fits(oldest, [day, day])) return farFrom(oldest, [day, day]);
      const { first } = oldest;
      stretch(oldest, token, [day, day]);
      return { kind: 'years', anchor: first.token, years: yearsBetween(first.day, day) };
    },
    latest: () => latest,
  };
};
