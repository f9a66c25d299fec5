import { describe, expect, it } from 'vitest';
import { labelWords } from '../../../lambda/phi/labels.ts';
import { found } from './found.ts';

describe('a value under its key', () => {
  it.each([
    ['patientName', 'Jane Roe', 'NAME:Jane Roe'],
    ['family', 'Long', 'NAME:Long'],
    ['given', 'Grace', 'NAME:Grace'],
    ['mrn', 'A1234', 'ID:A1234'],
    ['ssn', '123456789', 'ID:123456789'],
    ['dob', '19800203', 'DATE:19800203'],
    ['phone', '5550123', 'PHONE:5550123'],
    ['city', 'Most', 'PLACE:Most'],
    ['postalCode', '02139', 'PLACE:02139'],
    ['address', '1 Long Way', 'PLACE:1 Long Way'],
    ['passwd', 'hunter2', 'SECRET:hunter2'],
    ['name', 'John Smith', 'NAME:John Smith'],
    ['age', '93', 'AGE:93'],
  ])('%s: %s', (label, value, expected) => {
    expect(found(value, label)).toEqual([expected]);
  });

  it.each([
    ['name', 'get_weather'],
    ['name', 'search'],
    ['id', 'call_abc123'],
    ['type', 'string'],
    ['state', 'MA'],
    ['birthDate', '1980'],
    ['age', '54'],
    ['weeks', '93'],
    ['description', 'Look up a patient by MRN'],
    ['role', 'user'],
  ])('%s: %s says nothing', (label, value) => {
    expect(found(value, label)).toEqual([]);
  });

  it('never reaches into the label', () => {
    expect(found('is here', 'John Smith')).toEqual([]);
  });

  it.each([
    ['mrns', '48123456', 'ID:48123456'],
    ['SSNs', '123456789', 'ID:123456789'],
    ['ACCT_NBR', '48123456', 'ID:48123456'],
    ['acctNo', '48123456', 'ID:48123456'],
    ['patients', 'Grace Young', 'NAME:Grace Young'],
    ['fname', 'Grace', 'NAME:Grace'],
    ['fn', 'Grace', 'NAME:Grace'],
    ['lname', 'Young', 'NAME:Young'],
    ['ln', 'Young', 'NAME:Young'],
    ['LAST_NM', 'Young', 'NAME:Young'],
    ['birthDt', '19520314', 'DATE:19520314'],
    ['ADMIT_DTTM', '19520314', 'DATE:19520314'],
    ['svcDate', '19520314', 'DATE:19520314'],
    ['ZIP_CD', '60563', 'PLACE:60563'],
  ])('%s as databases write it: %s', (label, value, expected) => {
    expect(found(value, label)).toEqual([expected]);
  });

  it.each([
    ['patientName', 'patient name'],
    ['patient_name', 'patient name'],
    ['SSNNumber', 'ssn number'],
    ['resource.birth-date', 'resource birth date'],
  ])('%s reads as "%s"', (label, words) => {
    expect(labelWords(label)).toBe(words);
  });

  it.each([
    ['mrn', 'see chart 3 for the sepsis protocol', []],
    ['mrn', '8 digits', []],
    ['mrn', '48123456 - 54 yo M', ['ID:48123456']],
    ['dob', '3/14/1952, allergic to penicillin', ['DATE:3/14/1952']],
    ['address', '12 Elm St, phone 212-555-0188', ['PLACE:12 Elm St, phone', 'PHONE:212-555-0188']],
  ])('%s: of "%s" no more than the value', (label, value, expected) => {
    expect(found(value, label)).toEqual(expected);
  });

  it.each([
    ['provider', 'openai'],
    ['patient', 'new'],
    ['client', 'web'],
    ['author', 'system'],
    ['parent', 'root'],
    ['child', 'text'],
    ['line', 'const x = 1'],
    ['line', 'Hickman'],
    ['hospital', 'inpatient'],
    ['facility', 'ED'],
    ['status', 'ruby'],
  ])('%s: "%s" is no name and no place', (label, value) => {
    expect(found(value, label)).toEqual([]);
  });

  it.each([
    ['patient', 'grace young', ['NAME:grace young']],
    ['patient', 'ruby', ['NAME:ruby']],
    ['author', 'Ubbe Kvist', ['NAME:Ubbe Kvist']],
    ['line', '1 Long Way', ['PLACE:1 Long Way']],
    ['hospital', 'Mercy West', ['PLACE:Mercy West']],
  ])('%s: "%s" still is one', (label, value, expected) => {
    expect(found(value, label)).toEqual(expected);
  });

  it.each(['sha', 'sha256', 'sid', 'gui', 'len', 'param', 'lang', 'ruby', 'jade'])(
    'the key or lone word %s names nobody',
    (word) => {
      expect(found(word)).toEqual([]);
    },
  );

  it.each([
    ['status', 'active'],
    ['mrn', 'no'],
    ['glucose', '112.5'],
    ['dob', '1952'],
  ])('%s: %s needs no second look', (label, value) => {
    expect(found(value, label)).toEqual([]);
  });
});
