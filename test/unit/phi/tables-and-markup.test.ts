import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('values under the headings of a table', () => {
  it.each([
    ['| Name | DOB |\n|---|---|\n| Grant Bell | 03/14/1962 |\n| Zytrika | 1/2/70 |', 'NAME:Grant Bell'],
    ['| Name | DOB |\n|---|---|\n| Grant Bell | 03/14/1962 |\n| Zytrika | 1/2/70 |', 'NAME:Zytrika'],
    ['last_name,first_name,room\nBelovanku,Zytrika,12', 'NAME:Belovanku'],
    ['mrn\tname\tage\nA12345\tZytrika\t45', 'NAME:Zytrika'],
    ['name,mrn,age\n"Belovanku, Zytrika",48215733,45', 'NAME:Belovanku, Zytrika'],
  ])('%s', (text, name) => {
    expect(found(text)).toContain(name);
  });

  it.each([
    '| Name | Type |\n|---|---|\n| location | string |',
    'name,type,required\nlocation,string,true',
    'drug,dose\nmetformin,500 mg',
    'Fever, chills\nRash, itch',
  ])('leaves %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('values in markup', () => {
  it.each([
    ['<name><given>Zytrika</given><family>Bell</family></name>', ['NAME:Zytrika', 'NAME:Bell']],
    ['<family value="Bell"/>', ['NAME:Bell']],
    ['<person given="Grant" family="Bell"/>', ['NAME:Grant', 'NAME:Bell']],
    ['<meta name="viewport" content="width=device-width"/>', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});
