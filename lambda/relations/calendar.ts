const MS_A_DAY = 86_400_000;

/** Days since 1 January 1970; `undefined` where there is no such day. */
export const dayOf = (year: number, month: number, day: number): number | undefined => {
  const at = new Date(Date.UTC(year, month - 1, day));
  const isThere = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return isThere ? at.getTime() / MS_A_DAY : undefined;
};

const partsOf = (day: number): { readonly year: number; readonly month: number; readonly date: number } => {
  const at = new Date(day * MS_A_DAY);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
};

/** Months since year 0. */
export const monthOf = (day: number): number => {
  const { year, month } = partsOf(day);
  return year * 12 + month - 1;
};

/** Full years from one day to a later one, as ages are counted. */
export const yearsBetween = (from: number, to: number): number => {
  const [a, b] = [partsOf(from), partsOf(to)];
  const before = b.month < a.month || (b.month === a.month && b.date < a.date);
  return b.year - a.year - (before ? 1 : 0);
};

/** How many days after a day the date of a month is that stands nearest to it; negative before it. */
export const nearestTo = (day: number, month: number, date: number): number | undefined => {
  const { year } = partsOf(day);
  const distances = [year - 1, year, year + 1].flatMap((one) => {
    const found = dayOf(one, month, date);
    return found === undefined ? [] : [found - day];
  });
  const [first, ...others] = distances;
  return first === undefined
    ? undefined
    : others.reduce((best, one) => (Math.abs(one) < Math.abs(best) ? one : best), first);
};
