import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('names that no list has', () => {
  it.each([
    ['Follow up with Zytrika Belovanku in two weeks.', 'NAME:Zytrika Belovanku'],
    ['ZYTRIKA BELOVANKU was discharged home.', 'NAME:ZYTRIKA BELOVANKU'],
    ['Patient: BELOVANKU, ZYTRIKA', 'NAME:BELOVANKU, ZYTRIKA'],
    ['Reviewed with D. Belovanku this morning.', 'NAME:D. Belovanku'],
    ['Belovanku denies fever.', 'NAME:Belovanku'],
    ['Zytrika, can you come in tomorrow?', 'NAME:Zytrika'],
    ['Thank you, Zytrika!', 'NAME:Zytrika'],
    ['Please remind Zytrika to come.', 'NAME:Zytrika'],
    ['I spoke with Zytrika about it.', 'NAME:Zytrika'],
    ["I'm Zytrika and my knee hurts.", 'NAME:Zytrika'],
    ['"I am tired," said Belovanku.', 'NAME:Belovanku'],
    ['They have two children: Amy and Zytrika.', 'NAME:Zytrika'],
    ['Belovanku, Zytrika – rm 301', 'NAME:Belovanku, Zytrika'],
    ['please call maria belovanku', 'NAME:maria belovanku'],
    ['zytrika ramirez came in', 'NAME:zytrika ramirez'],
  ])('%s', (text, name) => {
    expect(found(text)).toContain(name);
  });

  it.each([
    'Zofran, can I take it with food?',
    'Compare Epic Hyperspace with Cerner PowerChart.',
    'Escherichia Coli grew in both bottles.',
    'Remdesivir and Baricitinib were given.',
    'I also prescribed the patient Zyrtolan 1500 mg.',
    'Hawkins-Kennedy and Neer’s test were positive.',
    'Die Behandlung mit Antibiotika dauert eine Woche. Welche Nebenwirkungen hat Penicillin Granulat denn?',
    'Staphylococcus Aureus was found.',
  ])('leaves %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('names with letters that English has not', () => {
  it.each([
    ['My name is Ján M. Novák.', 'NAME:Ján M. Novák'],
    ['I want to add Tünde Hoffmann.', 'NAME:Tünde Hoffmann'],
    ['the songwriter Samantha Bašić', 'NAME:Samantha Bašić'],
  ])('%s is no word without its marks', (text, name) => {
    expect(found(text)).toContain(name);
  });

  it.each(['a café near home', 'her résumé', 'Ménière disease', 'Guillain-Barré syndrome'])(
    '%s is English',
    (text) => {
      expect(found(text)).toEqual([]);
    },
  );
});

describe('patients in a list', () => {
  it.each([
    ['Alvarez, M – rm 301', 'NAME:Alvarez, M'],
    ['- Alvarez, M. | 45 | stable', 'NAME:Alvarez, M.'],
    ['1. Okonkwo, Chidi\n2. Alvarez, Rosa', 'NAME:Okonkwo, Chidi'],
  ])('%s', (text, name) => {
    expect(found(text)).toContain(name);
  });
});

describe('a cue beside a name', () => {
  it.each([
    ['Baby Lyons is stable.', ['NAME:Lyons']],
    ['Mr. Milch reports pain.', ['NAME:Milch']],
    ["I'm Misty's daughter.", ['NAME:Misty']],
  ])('%s', (text, names) => {
    expect(found(text)).toEqual(names);
  });
});
