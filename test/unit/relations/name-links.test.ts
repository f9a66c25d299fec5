import { describe, expect, it } from 'vitest';
import type { Standing } from '../../../lambda/relations/name-form.ts';
import { createNameLinks } from '../../../lambda/relations/name-links.ts';
import { type Token, tokenFrom } from '../../../lambda/tokens/token.ts';

const isStanding = (word: string): word is Standing => ['man', 'woman', 'clinician'].includes(word);

/** What is told of names that came up message by message, each with what stood beside it after a bar: `Doe|man`. */
const linksOf = (...messages: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const links = createNameLinks();
  const tokens = new Map<string, Token>();
  const tokenOf = (value: string): Token => {
    const place = tokens.size;
    const token = tokens.get(value) ?? tokenFrom('NAME', Uint8Array.of(0, place >> 8, place & 255, 0));
    tokens.set(value, token);
    return token;
  };
  const inNames = (told: string): string =>
    told.replaceAll(
      /NAME_\w{6}/g,
      (token) => `‹${[...tokens].find(([, one]) => one === token)?.[0] ?? '?'}›`,
    );
  return messages.map((message) => {
    const heard = message.map((one) => {
      const [value = '', ...beside] = one.split('|');
      return { token: tokenOf(value), value, standings: new Set(beside.filter(isStanding)) };
    });
    return links.tell(heard).map(inNames);
  });
};

describe('a name that several people share', () => {
  it.each([
    ['two of a family', ['John Doe', 'Jane Doe', 'Doe|man', 'J. Doe']],
    ['a woman who has the surname of a man', ['John Doe', 'Doe|woman']],
    ['a patient and a doctor', ['John Smith', 'Smith|clinician']],
    ['a doctor, and a patient by title', ['Alan Pike, MD', 'Pike|man']],
    ['one surname said of two', ['John Doe', 'Doe|man', 'Doe|woman']],
    ['father and son', ['Robert Jones Jr.', 'Robert Jones Sr.', 'Robert Jones', 'Jones']],
    ['two middle names', ['John Doe', 'John A. Doe', 'John B. Doe', 'Doe']],
    ['a newborn, who is called by the mother', ['Baby Boy Baker', 'Baker']],
    ['names with numbers', ['Patient 1', 'Patient 2', 'PATIENT']],
    ['a given name that is another one’s surname', ['James Henry', 'Henry James', 'Henry']],
    ['two who have nothing in common but a given name', ['Maria Gonzalez', 'Maria Lopez', 'maria']],
  ])('is nobody’s: %s', (_, names) => {
    expect(linksOf(names)).toEqual([[]]);
  });

  it('stays with the one it was told of when another one comes', () => {
    expect(linksOf(['John Doe', 'Doe'], ['Jane Doe', 'DOE', 'J Doe'], ['doe'])).toEqual([
      ['‹John Doe› and ‹Doe› are the same person'],
      [],
      [],
    ]);
  });
});

describe('the forms of one name', () => {
  it('are one person, each told once, beside the first', () => {
    expect(linksOf(['John Doe', 'Doe, John', 'Doe|man', 'john', 'DOE, JOHN A.', 'J. Doe', 'Doe’s'])).toEqual([
      ['‹John Doe›, ‹DOE, JOHN A.›, ‹J. Doe›, ‹Doe›, ‹john›, ‹Doe, John› and ‹Doe’s› are the same person'],
    ]);
  });

  it.each([
    ['accents', ['José García', 'JOSE GARCIA']],
    ['small words', ['van der Berg, Anna', 'Anna van der Berg', 'Berg|woman']],
    ['titles in the name', ['Dr. Ann Roe', 'Roe, Ann']],
    ['credentials', ['Alan Pike, MD', 'Alan Pike']],
    ['a doctor by title', ['Alan Pike, MD', 'Pike|clinician']],
    ['what somebody is called', ['John "Jack" Doe', 'Doe, John']],
    ['hyphens', ['Ann Smith-Jones', 'SMITH-JONES, ANN']],
    ['other scripts', ['王小明', '王小明,']],
  ])('is found through %s', (_, names) => {
    const [first = '', ...others] = names.map((name) => `‹${name.split('|')[0] ?? ''}›`);
    const [told = []] = linksOf(names);
    expect(told).toHaveLength(1);
    expect([first, ...others].every((name) => told[0]?.includes(name))).toBe(true);
  });

  it('wait for the full name', () => {
    expect(linksOf(['Doe'], ['J. Doe'], ['John Doe', 'JOHN DOE'])).toEqual([
      [],
      ['‹J. Doe› and ‹Doe› are the same person'],
      ['‹John Doe›, ‹J. Doe› and ‹JOHN DOE› are the same person'],
    ]);
  });

  it('are told in a time that grows with their number, also where all share a surname', () => {
    const letters = 'abcdefghijklm';
    const inLetters = (index: number): string =>
      Array.from(String(index), (digit) => letters[Number(digit)]).join('');
    const family = Array.from({ length: 2_000 }, (_, index) => `X${inLetters(index)} Doe`);
    const startedAt = performance.now();
    expect(linksOf(family).flat()).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
