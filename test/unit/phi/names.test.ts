import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('the same word as a term and as a person', () => {
  it.each([
    ['A Foley catheter was placed.', 'Seen by Dr. Foley.', 'NAME:Foley'],
    ['Start Camila today.', 'The patient Camila Ortiz is here.', 'NAME:Camila Ortiz'],
    ['He has Parkinson disease.', 'Parkinson, James', 'NAME:Parkinson, James'],
    ['The Wells score is 6.', 'Mr. Wells came back.', 'NAME:Wells'],
    ['Will this drug interact?', 'Dr. Will Turner signed.', 'NAME:Will Turner'],
    ['The rash is rose colored.', 'My name is Rose.', 'NAME:Rose'],
    ['Mark the site before surgery.', 'Mark Jensen is here.', 'NAME:Mark Jensen'],
    ['Kaplan-Meier curves were drawn.', 'Ask Mrs. Kaplan.', 'NAME:Kaplan'],
  ])('%s | %s', (term, person, name) => {
    expect(found(term)).toEqual([]);
    expect(found(person)).toContain(name);
  });
});

describe('a patient before a word that also ends terms', () => {
  it.each([
    ["grep 'Maria Gonzalez' chart.txt", 'NAME:Maria Gonzalez'],
    ['patient Maria Gonzalez chart review', 'NAME:Maria Gonzalez'],
    ['Pull the John Smith chart', 'NAME:John Smith'],
    ["John Smith's heart is fine", 'NAME:John Smith'],
    ['Pt John Smith ulcer on the left foot', 'NAME:John Smith'],
    ['JOHN SMITH TEST RESULTS', 'NAME:JOHN SMITH'],
    ['patient Gonzalez chart', 'NAME:Gonzalez'],
  ])('%s', (text, name) => {
    expect(found(text)).toContain(name);
  });

  it.each([
    ...['Pierre Robin sequence', 'Frank Starling curve', 'Austin Flint murmur', 'Marcus Gunn pupil'],
    ...['a Rose Bengal test', 'patient Wells score 6', 'Jackson Pratt drain', 'the Snellen chart'],
  ])('%s is a term', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('names by what stands beside them', () => {
  it.each([
    ['patient: Jane Roe', 'NAME:Jane Roe'],
    ['Name: Ludmiła', 'NAME:Ludmiła'],
    ['mom Sharon Crane at bedside', 'NAME:Sharon Crane'],
    ['seen by dr. nguyen today', 'NAME:nguyen'],
    ['Tomomi, 45-year-old, was admitted', 'NAME:Tomomi'],
    ["Alvira's father called", 'NAME:Alvira'],
    ['Baby Powers is stable', 'NAME:Powers'],
    ['signed, Jane Roe, MD', 'NAME:Jane Roe'],
    ['姓名：王小明', 'NAME:王小明'],
    ['name: Иван Петров', 'NAME:Иван Петров'],
    ['patient: محمد علي', 'NAME:محمد علي'],
    ['her sister Joy drove', 'NAME:Joy'],
  ])('%s', (text, name) => {
    expect(found(text)).toContain(name);
  });
});

describe('names by their own form', () => {
  it.each([
    ['a 70-year-old male, Robert L., with COPD', 'NAME:Robert L.'],
    ['SMITH, JOHN A', 'NAME:SMITH, JOHN A'],
    ['JOHN SMITH', 'NAME:JOHN SMITH'],
    ['hi john smith how are you', 'NAME:john smith'],
    ["Mary-Ann O'Brien left", "NAME:Mary-Ann O'Brien"],
    ['Mohammed bin Salman Khan', 'NAME:Mohammed bin Salman Khan'],
    ['Müller, Jürgen', 'NAME:Müller, Jürgen'],
    ['Have you met Ravil G Yefimov?', 'NAME:Ravil G Yefimov'],
    ['She asked Beverly.', 'NAME:Beverly'],
    ['J. R. Patel reviewed it', 'NAME:J. R. Patel'],
  ])('%s', (text, name) => {
    expect(found(text)).toContain(name);
  });

  it('finds a part of a name again where it stands alone', () => {
    expect(found('John Brennerman came. Brennerman has a cough.')).toEqual([
      'NAME:John Brennerman',
      'NAME:Brennerman',
    ]);
  });
});

describe('turns of a dialogue', () => {
  it('does not take the first word after the speaker for a name', () => {
    expect(
      found('Doctor: How are you?\nPatient: Um, not well. No I feel worse.\nDoctor: Well, okay.'),
    ).toEqual([]);
  });
});

describe('the surname first', () => {
  it.each([
    ['Patient: DOE, JANE  MRN: 00123456', 'NAME:DOE, JANE'],
    ['Patient: Doe, Jane M., stable', 'NAME:Doe, Jane M.'],
    ['Pt: SMITH, JOHN A', 'NAME:SMITH, JOHN A'],
    ['patient DOE, JANE was seen', 'NAME:DOE, JANE'],
  ])('%s', (text, name) => {
    expect(found(text)).toContain(name);
  });

  it('is not read into rows of genes', () => {
    expect(found('Tested: ALK, ROS1, MET, RET, KIT, BRAF')).toEqual([]);
  });
});
