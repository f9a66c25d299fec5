import { describe, expect, it } from 'vitest';
import { createLocalDetector } from '../../../lambda/phi/local-detector.ts';
import { found } from './found.ts';

describe('HL7 v2 segments', () => {
  it('are read by the fields that their names give them', () => {
    const text = [
      'MSH|^~\\&|LAB|MERCY|EHR|MERCY|20240309101500||ORU^R01|MSG00001|P|2.5.1',
      'PID|1||00482213^^^MERCY^MR||KVIST^UBBE^L||19520314|M|||12 ELM ST^^SPRINGFIELD^IL^62704||(217)555-0142',
      'PV1|1|I|2000^2012^01||||004777^ATTEND^AARON^A',
      'OBX|1|NM|1554-5^GLUCOSE^LN||182|mg/dl|70-105|H|||F',
    ].join('\r');
    expect(found(text)).toEqual([
      ...['PLACE:MERCY', 'PLACE:MERCY', 'DATE:20240309101500', 'ID:MSG00001'],
      ...['ID:00482213', 'PLACE:MERCY', 'NAME:KVIST^UBBE^L', 'DATE:19520314'],
      ...['PLACE:12 ELM ST', 'PLACE:SPRINGFIELD', 'PLACE:62704', 'PHONE:(217)555-0142'],
      ...['ID:004777', 'NAME:ATTEND^AARON^A'],
    ]);
  });
});

describe('tables', () => {
  it.each([
    ['mrn;last_name;zip\n48213;Reading;62704', ['ID:48213', 'NAME:Reading', 'PLACE:62704']],
    ['mrn\tdose\n48213\t500 mg', ['ID:48213']],
    ['"patient_id","code"\n"P48213","E11.9"', ['ID:P48213']],
    ['| Name | MRN |\n|---|---|\n| Long, Grace | 48213 |', ['NAME:Long, Grace', 'ID:48213']],
    ['| Drug | Age |\n|---|---|\n| aspirin | 54 |\n| metformin | 93 |', ['AGE:93']],
    [
      "INSERT INTO p (mrn, last_name) VALUES ('48213', 'Reading'), ('48214', 'Long');",
      ['ID:48213', 'NAME:Reading', 'ID:48214', 'NAME:Long'],
    ],
    ['Drug,Dose\nCamila,1 tab', []],
    ['| Test | Result |\n|---|---|\n| LDL | 140 |', []],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('keep their header over any length', async () => {
    const text = `mrn,note\n${'48213,the patient is well today\n'.repeat(1_000)}77001,last`;
    const { signal } = new AbortController();
    const { spans } = await createLocalDetector().detect([{ text }], { signal, onOutage: 'refuse' });
    const cells = spans[0]?.map(({ start, end }) => text.slice(start, end)) ?? [];
    expect(cells.filter((cell) => cell === '48213')).toHaveLength(1_000);
    expect(cells.at(-1)).toBe('77001');
  });
});

describe('keys and their values', () => {
  it.each([
    ['{"name":"mrn","value":"48213"}', ['ID:48213']],
    ['{"value":"48213","name":"mrn"}', ['ID:48213']],
    ["{'mrn': '48213', 'lastName': 'Reading'}", ['ID:48213', 'NAME:Reading']],
    ['{\\"mrn\\":\\"48213\\"}', ['ID:48213']],
    ['GET /patients?mrn=48213&last_name=Reading', ['ID:48213', 'NAME:Reading']],
    ["WHERE last_name = 'Reading' AND dob='19520314'", ['NAME:Reading', 'DATE:19520314']],
    ['<MRN>48213</MRN><patient lastName="Reading"/>', ['ID:48213', 'NAME:Reading']],
    ['<id root="2.16.840.1.113883.19.5" extension="998991"/>', ['ID:998991']],
    ['<birthTime value="19741225"/>', ['DATE:19741225']],
    [
      '{"resourceType":"Patient","id":"pat-88123","identifier":[{"value":"E0048213"}]}',
      ['ID:pat-88123', 'ID:E0048213'],
    ],
    ['{"subject":{"reference":"Patient/pat-88123"}}', ['ID:pat-88123']],
    ['/api/v1/patients/48213/notes', ['ID:48213']],
    ['{"name":"temperature","value":"37.2"}', []],
    ['name: "get_weather", id: "call_abc123"', []],
    ['apiKey: process.env.KEY, port=5432, version: 1.2.3', []],
    ['SELECT name, mrn FROM patients WHERE year = 2023', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});
