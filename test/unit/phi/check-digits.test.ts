import { describe, expect, it } from 'vitest';
import { isDea, isIban, isNpi, isVin, passesLuhn } from '../../../lambda/phi/recognizers/check-digits.ts';

describe('check digits', () => {
  it.each([
    [passesLuhn, '4111111111111111', '4111111111111112'],
    [isNpi, '1234567893', '1234567890'],
    [isDea, 'AB1234563', 'AB1234564'],
    [isIban, 'GB82WEST12345698765432', 'GB82WEST12345698765433'],
    [isVin, '1HGCM82633A004352', '1HGCM82633A004353'],
  ])('%o', (check, right, wrong) => {
    expect(check(right)).toBe(true);
    expect(check(wrong)).toBe(false);
  });
});
