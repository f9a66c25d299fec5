import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('numbers with a check digit', () => {
  it.each([
    ['card 4111 1111 1111 1111', 'ID:4111 1111 1111 1111'],
    ['IBAN: GB82 WEST 1234 5698 7654 32', 'GB82 WEST 1234 5698 7654 32'],
    ['VIN 1HGCM82633A004352', 'ID:1HGCM82633A004352'],
    ['NPI 1234567893', 'ID:1234567893'],
    ['DEA AB1234563', 'ID:AB1234563'],
    ['MBI 1EG4-TE5-MK73', 'ID:1EG4-TE5-MK73'],
  ])('%s', (text, expected) => {
    expect(found(text).join()).toContain(expected);
  });
});

describe('numbers by their label', () => {
  it.each([
    ['MRN 1234567', 'ID:1234567'],
    ['MRN3100009 is here', 'ID:3100009'],
    ['(MRN: #NYP-678901)', 'ID:NYP-678901'],
    ['medical record 12345-JH', 'ID:12345-JH'],
    ['ssn 123456789', 'ID:123456789'],
    ['Policy No. BC-654321', 'ID:BC-654321'],
    ['insurance HMO-234567', 'ID:HMO-234567'],
    ['Acct# 00012345', 'ID:00012345'],
    ['license plate ABC-1234', 'ID:ABC-1234'],
    ['passport no. X1234567', 'ID:X1234567'],
    ['Specimen S24-10233', 'ID:S24-10233'],
    ['the username is joyrider77', 'ID:joyrider77'],
    ['serial number SN-99887766', 'ID:SN-99887766'],
    ['Jane Roe, 2694522, is here', 'ID:2694522'],
    ['my SSN: 460-89-9847', 'ID:460-89-9847'],
  ])('%s', (text, expected) => {
    expect(found(text)).toContain(expected);
  });
});

describe('ways to reach somebody', () => {
  it.each([
    ['call 555-0123', 'PHONE:555-0123'],
    ['(212) 555-0187', 'PHONE:(212) 555-0187'],
    ['at +1-752-981-6850x5423', 'PHONE:+1-752-981-6850x5423'],
    ['dad at 7305564139', 'PHONE:7305564139'],
    ['back at five five five, oh one two three.', 'PHONE:five five five, oh one two three'],
    ['"value":"(03) 5555 6473"', 'PHONE:(03) 5555 6473'],
    ["They're not answering at 78 651 450", 'PHONE:78 651 450'],
    ['jane.roe@example.org', 'EMAIL:jane.roe@example.org'],
    ['jane dot roe at example dot com', 'EMAIL:jane dot roe at example dot com'],
    ['https://portal.example.com/p/123', 'URL:https://portal.example.com/p/123'],
    ['from 10.20.30.40', 'ID:10.20.30.40'],
    ['2001:db8::8a2e:370:7334', 'ID:2001:db8::8a2e:370:7334'],
  ])('%s', (text, expected) => {
    expect(found(text)).toContain(expected);
  });
});

describe('secrets', () => {
  it.each([
    ['hwk_live_abcdefgh_0123456789', 'SECRET:hwk_live_abcdefgh_0123456789'],
    ['key sk-abcdefghijklmnop1234', 'SECRET:sk-abcdefghijklmnop1234'],
    ['password: hunter22', 'SECRET:hunter22'],
    ['Authorization: Bearer abcdefghijklmnop', 'SECRET:abcdefghijklmnop'],
    [
      '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----',
      'SECRET:-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----',
    ],
  ])('%s', (text, expected) => {
    expect(found(text)).toContain(expected);
  });
});

describe('forms of machines', () => {
  it('reads an HL7 segment', () => {
    expect(found('PID|1||123456^^^MRN||DOE^JANE^A||19610615|F')).toEqual([
      'ID:123456',
      'NAME:DOE^JANE^A',
      'DATE:19610615',
    ]);
  });

  it('reads JSON by its keys', () => {
    expect(found('{"family":"Long","given":["Grace"],"type":"string"}')).toEqual(['NAME:Long', 'NAME:Grace']);
  });
});

describe('a row of values parted by commas', () => {
  it('gives its record number and its telephone number', () => {
    expect(found('Grace Young,2694522,1988-02-11,3135550142,48226')).toEqual(
      expect.arrayContaining(['ID:2694522', 'DATE:1988-02-11', 'PHONE:3135550142']),
    );
    expect(found('3135550142,3135550143')).toEqual(['PHONE:3135550142', 'PHONE:3135550143']);
  });

  it('is told from a number with its thousands parted', () => {
    expect(found('Revenue was 2694522,125 units')).toEqual([]);
  });
});
