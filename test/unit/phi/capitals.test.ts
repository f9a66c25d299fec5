import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('a text in capitals alone', () => {
  it('keeps to the name and to the clinic', () => {
    expect(found('PATIENT JOHN SMITH WAS SEEN AT MAYO CLINIC ON MAY 4, 2023. PCP DR. OKAFOR.')).toEqual([
      'NAME:JOHN SMITH',
      'PLACE:MAYO CLINIC',
      'DATE:MAY 4, 2023',
      'NAME:OKAFOR',
    ]);
  });

  it('leaves a note without PHI alone', () => {
    expect(
      found('THE PATIENT IS A 65 YEAR OLD MALE WITH PARKINSON DISEASE. BP 120/80. CONTINUE METOPROLOL.'),
    ).toEqual([]);
  });
});

describe('a text without capitals', () => {
  it('finds names and towns by what stands beside them', () => {
    expect(found('i saw dr patel in houston, my name is kevin and i live in tulsa')).toEqual([
      'NAME:patel',
      'PLACE:houston',
      'NAME:kevin',
      'PLACE:tulsa',
    ]);
  });

  it('leaves words that are names alone', () => {
    expect(
      found('the will of the people may mark a new hope; please bill my insurance; a frank discussion'),
    ).toEqual([]);
  });
});
