/** Luhn's sum over decimal digits, right to left (ISO/IEC 7812-1 annex B). */
export const passesLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

/** National Provider Identifier: Luhn with the prefix 80840 (CMS, NPI check digit). */
export const isNpi = (digits: string): boolean => /^[12]\d{9}$/.test(digits) && passesLuhn(`80840${digits}`);

/** DEA registration: two letters, then digits whose weighted sum ends in the seventh. */
export const isDea = (value: string): boolean => {
  const digits = Array.from(value.slice(2), Number);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, check] = digits;
  return digits.length === 7 && (a + c + e + 2 * (b + d + f)) % 10 === check;
};

/** IBAN: the rearranged number is 1 modulo 97 (ISO 13616). */
export const isIban = (value: string): boolean => {
  const compact = value.replace(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return false;
  let rest = 0;
  for (const sign of compact.slice(4) + compact.slice(0, 4)) {
    const value36 = Number.parseInt(sign, 36);
    rest = (rest * (value36 > 9 ? 100 : 10) + value36) % 97;
  }
  return rest === 1;
};

const VIN_VALUES: Readonly<Record<string, number>> = {
  ...{ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9 },
  ...{ S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 },
};
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Vehicle identification number: 17 signs, the ninth a check digit (49 CFR 565.15). */
export const isVin = (value: string): boolean => {
  const vin = value.toUpperCase();
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(vin)) return false;
  const sum = VIN_WEIGHTS.reduce((total, weight, index) => {
    const sign = vin.charAt(index);
    return total + weight * (VIN_VALUES[sign] ?? Number(sign));
  }, 0);
  const rest = sum % 11;
  return vin.charAt(8) === (rest === 10 ? 'X' : String(rest));
};
