import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('a line of a form', () => {
  it.each([
    ['MRN: 48123456 - 54 yo M with chest pain, troponin 0.9, started on heparin drip', ['ID:48123456']],
    [
      'Patient MRN: 48123456, DOB 03/14/1952, phone 212-555-0188',
      ['ID:48123456', 'DATE:03/14/1952', 'PHONE:212-555-0188'],
    ],
    ['Discharge date: 11/7/23, d/c on apixaban 5 mg BID, f/u INR not needed', ['DATE:11/7/23']],
    ['DOB: 3/14/1952. Allergic to penicillin and sulfa; takes warfarin 5 mg daily.', ['DATE:3/14/1952']],
    ['Visit Date: 3/14/2024 BP 150/90 HR 102 A1c 9.1', ['DATE:3/14/2024']],
    ['MRN: 48123456 54 yo M with chest pain', ['ID:48123456']],
    ['Patient ID: 8812, Admitted: 03/14/2024, Room 4', ['ID:8812', 'DATE:03/14/2024']],
    ['Account Number: 8812 is past due 90 days, asks about payment plan 3 of 6', ['ID:8812']],
    ['Phone: 212-555-0188, prefers text, Spanish interpreter needed', ['PHONE:212-555-0188']],
    ['Address: 12 Elm St, has 14 stairs, uses walker', ['PLACE:12 Elm St']],
    ['Patient Name: Ubbe Kvist - 54 yo with chest pain', ['NAME:Ubbe Kvist']],
    ['Hospital: Mercy West', ['PLACE:Mercy West']],
  ])('%s: gives its value and leaves the rest', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    'Policy: all patients over 65 get 2 doses of vaccine',
    'Hospital: day 3, afebrile, WBC down to 9.8',
    'Facility: room 4 has a leaking O2 valve',
    'Clinic: INR 2.4 today, continue warfarin 5 mg, recheck 4 weeks',
    'MRN: see chart 3 for the sepsis protocol',
    'Case Number: 3 of 10 questions about beta blockers: which drug has ISA?',
    'License: MIT, version 2.0, no warranty',
    'Serial Number: call 3 functions in order',
    'Patient MRN: 8 digits',
  ])('%s: only looks like one', (text) => {
    expect(found(text)).toEqual([]);
  });
});
