import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isOpaque } from '../../../lambda/openai/opaque.ts';

/** Bytes like noise, the same in every run. */
const noise = (length: number): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
      createHash('sha256').update(`${index}`).digest(),
    ),
  ).subarray(0, length);

describe('what a provider sealed', () => {
  it.each([48, 64, 200, 5_000])('is noise of %i bytes, in either alphabet', (length) => {
    expect(isOpaque(noise(length).toString('base64'))).toBe(true);
    expect(isOpaque(noise(length).toString('base64url'))).toBe(true);
  });

  it('may be left out, or be the word that a provider gives for none', () => {
    expect(isOpaque('')).toBe(true);
    expect(isOpaque('skip_thought_signature_validator')).toBe(true);
  });

  it.each([
    [
      'a sentence',
      'Patient Desmond Okafor, SSN 536-22-8714, lives at 12 Oak Street in Springfield, Illinois',
    ],
    [
      'a sentence with signs for blanks',
      'Patient_Desmond_Okafor_SSN_536-22-8714_lives_at_12_Oak_Street_in_Springfield',
    ],
    ['a path', 'x/Patient/Desmond/Okafor/Record/48215733/Springfield/Illinois/MercyHospital'],
    ['a number with padding', `536-22-8714${'A'.repeat(64)}`],
    [
      'text as base64',
      Buffer.from('Patient Desmond Okafor, SSN 536-22-8714, lives at 12 Oak Street').toString('base64'),
    ],
    [
      'UTF-16 text as base64',
      Buffer.from('Patient Desmond Okafor, SSN 536-22-8714', 'utf16le').toString('base64'),
    ],
    ['text in hexadecimal', Buffer.from('Patient Desmond Okafor, SSN 536-22-8714, lives').toString('hex')],
    ['too little', noise(24).toString('base64')],
  ])('is not %s', (_, value) => {
    expect(isOpaque(value)).toBe(false);
  });
});
