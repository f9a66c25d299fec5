import { describe, expect, it } from 'vitest';
import { createDateRelations } from '../../../lambda/relations/date-relations.ts';
import { type Token, tokenFrom } from '../../../lambda/tokens/token.ts';

/** What is told of dates that came up message by message; one after `today:` is said to be the day of writing. */
const told = (...messages: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const relations = createDateRelations(2027);
  const tokens = new Map<string, Token>();
  const tokenOf = (value: string): Token => {
    const token =
      tokens.get(value) ?? tokenFrom('DATE', Uint8Array.of(0, tokens.size >> 8, tokens.size & 255, 0));
    tokens.set(value, token);
    return token;
  };
  return messages.map((message) => {
    const heard = message.map((one) => {
      const value = one.replace('today:', '');
      return { token: tokenOf(value), value, today: one.startsWith('today:') };
    });
    const values = new Map([...tokens].map(([value, token]) => [token as string, value]));
    return relations
      .tell(heard)
      .map((sentence) => sentence.replaceAll(/DATE_\w{6}/g, (token) => `‹${values.get(token) ?? '?'}›`));
  });
};

describe('times that may not be told', () => {
  it('are those over 89 years, also where they could be worked out from two others', () => {
    expect(told(['3/14/1932', '5/4/2026', '5/6/2026'])).toEqual([
      ['‹5/6/2026› is 2 days after ‹5/4/2026›', '‹5/4/2026› is more than 89 years after ‹3/14/1932›'],
    ]);
    expect(told(['5/4/1975', '5/4/1930', '5/4/2023'])).toEqual([
      ['‹5/4/1930› is 16436 days before ‹5/4/1975›', '‹5/4/2023› is more than 89 years after ‹5/4/1930›'],
    ]);
    expect(told(['May 2026', 'June 1930'], ['5/4/1931'])).toEqual([
      ['‹June 1930› is more than 89 years before ‹May 2026›'],
      ['by the month, ‹5/4/1931› is 11 months after ‹June 1930›'],
    ]);
  });

  it('are those to a day on which the text was written, but for full years', () => {
    expect(told(['today:11/21/2026', '3/14/1962', '10/30/2026'])).toEqual([
      ['‹10/30/2026› is 23606 days after ‹3/14/1962›', '‹11/21/2026› is 64 years after ‹3/14/1962›'],
    ]);
    expect(told(['today:11/21/2026'], ['10/30/2026'], ['today:11/21/2026', '3/14/1932'])).toEqual([
      [],
      ['‹11/21/2026› is less than a year after ‹10/30/2026›'],
      ['‹3/14/1932› is more than 89 years before ‹11/21/2026›'],
    ]);
  });

  it('are those between dates of which the order is in doubt', () => {
    expect(told(['5/4/2023', '12/25/2023', '25/12/2022'])).toEqual([
      ['‹25/12/2022› is 365 days before ‹12/25/2023›'],
    ]);
    expect(told(['5/4/2023'], ['25/12/2023', '1/12/2023'])).toEqual([
      [],
      ['‹1/12/2023› is 24 days before ‹25/12/2023›'],
    ]);
  });
});

describe('dates of one conversation', () => {
  it('are counted from one of them, each once', () => {
    expect(told(['5/4/2023', '5/16/2023'], ['5/16/2023', '5/3/2023', 'June 1, 2023'], ['5/4/2023'])).toEqual([
      ['‹5/16/2023› is 12 days after ‹5/4/2023›'],
      ['in days from ‹5/4/2023›: ‹5/3/2023› -1, ‹June 1, 2023› +28'],
      [],
    ]);
  });

  it('are one day, however they are written', () => {
    expect(told(['5/4/23'], ['May 4, 2023'], ['2023-05-04'])).toEqual([
      [],
      ['‹May 4, 2023› is the same day as ‹5/4/23›'],
      ['‹2023-05-04› is the same day as ‹5/4/23›'],
    ]);
  });

  it('are told apart by the time where both have one', () => {
    expect(told(['5/4/2023 14:30', '5/4/2023 17:40', '5/4/2023', '5/4/2023 2:10 am'])).toEqual([
      [
        '‹5/4/2023› is the same day as ‹5/4/2023 14:30›',
        '‹5/4/2023 17:40› is 3 h 10 min after ‹5/4/2023 14:30›',
        '‹5/4/2023 2:10 am› is 12 h 20 min before ‹5/4/2023 14:30›',
      ],
    ]);
  });

  it('are compared by the month where no day is said', () => {
    expect(told(['5/4/2023', 'May 2023', 'July 2023'], ['07/2023'])).toEqual([
      [
        'by the month, ‹May 2023› is the same month as ‹5/4/2023›',
        'by the month, ‹July 2023› is 2 months after ‹5/4/2023›',
      ],
      ['by the month, ‹07/2023› is the same month as ‹July 2023›'],
    ]);
  });

  it('without a year are taken in the year nearest to the latest day', () => {
    expect(told(['3/14/1962', '12/30/2025', 'January 3', '1/5'])).toEqual([
      [
        '‹12/30/2025› is 23302 days after ‹3/14/1962›',
        'taking the nearest year, in days from ‹12/30/2025›: ‹January 3› +4, ‹1/5› +6',
      ],
    ]);
    expect(told(['January 11'], ['January 13', 'Feb 29', 'March 2'], ['1/20/2026'])).toEqual([
      [],
      ['taking the nearest year, ‹January 13› is 2 days after ‹January 11›'],
      ['taking the nearest year, ‹January 11› is 9 days before ‹1/20/2026›'],
    ]);
  });

  it('cost one relation each', () => {
    const days = Array.from({ length: 500 }, (_, index) =>
      new Date(Date.UTC(2020, 0, 1 + 3 * index)).toISOString().slice(0, 10),
    );
    const [[sentence = ''] = []] = told(days);
    expect(sentence.match(/ [+-]\d+(?=,|$)/g)).toHaveLength(499);
  });
});
