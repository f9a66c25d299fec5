/** A made-up value of one type of PHI, in a sentence from which a detector can tell what it is. */
export interface Canary {
  readonly kind: CanaryKind;
  readonly sentence: string;
  /** What must be seen nowhere: the value, with a word beside it where the value alone is no proof. */
  readonly value: string;
}

const FIRST = ['Thaddeus', 'Marisol', 'Ingrid', 'Desmond', 'Philippa', 'Anselm', 'Rosalind', 'Cornelius'];
const LAST_HEAD = ['Quennel', 'Brambles', 'Ottery', 'Wick', 'Farth', 'Holling', 'Penhal', 'Tres'];
const LAST_TAIL = ['worth', 'combe', 'stead', 'thorne', 'ingham', 'dale', 'wick', 'more'];
const STREETS = ['Bramblewick Lane', 'Quillfeather Road', 'Ottery Street', 'Penhallow Avenue'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August'];

const pick = (list: readonly string[], n: number): string => list[n % list.length]!;
const digits = (n: number, length: number): string => String(n).padStart(length, '0');
/** Spreads small numbers, so that no value is a part of another one. */
const spread = (n: number, modulus: number): number => (n * 7_919 + 1_234_577) % modulus;

const surname = (n: number): string => pick(LAST_HEAD, n) + pick(LAST_TAIL, Math.floor(n / LAST_HEAD.length));
const personName = (n: number): string => `${pick(FIRST, Math.floor(n / 64))} ${surname(n)}`;

const luhn = (body: string): string => {
  const sum = Array.from(body, Number)
    .reverse()
    .map((digit, index) => (index % 2 === 0 ? digit * 2 : digit))
    .reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
  return body + String((10 - (sum % 10)) % 10);
};

const letters = (n: number, length: number): string => {
  let text = '';
  for (let left = spread(n, 2 ** 30); text.length < length; left = spread(left, 2 ** 30 - 35)) {
    text += 'abcdefghjkmnpqrstuvwxyz23456789'.charAt(left % 31);
  }
  return text;
};

type Make = (n: number) => readonly [value: string, sentence: string];

/** How each type is made and said. `n` tells one place from another. */
const MAKERS = {
  name: (n) => [personName(n), `The patient is Mr. ${personName(n)}.`],
  street: (n) => {
    const value = `${1_000 + n} ${pick(STREETS, n)}`;
    return [value, `She lives at ${value}.`];
  },
  town: (n) => {
    const value = `Rivermouth, OH ${digits(44_000 + (n % 1_000), 5)}`;
    return [value, `Mail goes to ${value}.`];
  },
  date: (n) => {
    const value = `${digits((n % 12) + 1, 2)}/${digits((n % 28) + 1, 2)}/${1930 + (n % 60)}`;
    return [value, `Date of birth: ${value}.`];
  },
  longDate: (n) => {
    const value = `${pick(MONTHS, n)} ${(n % 28) + 1}, ${1950 + (n % 60)}`;
    return [value, `Admitted on ${value}.`];
  },
  phone: (n) => {
    const value = `(212) 5${digits(spread(n, 100), 2)}-${digits(spread(n, 10_000), 4)}`;
    return [value, `Call her at ${value}.`];
  },
  fax: (n) => {
    const value = `646-5${digits(spread(n, 100), 2)}-${digits(spread(n, 10_000), 4)}`;
    return [value, `Fax: ${value}.`];
  },
  email: (n) => [
    `${surname(n).toLowerCase()}${n}@mail.example.org`,
    `E-mail: ${surname(n).toLowerCase()}${n}@mail.example.org`,
  ],
  ssn: (n) => {
    const value = `9${digits(spread(n, 100), 2)}-${digits((n % 89) + 10, 2)}-${digits(spread(n, 10_000), 4)}`;
    return [value, `SSN: ${value}.`];
  },
  mrn: (n) => {
    const value = `48${digits(spread(n, 1_000_000), 6)}`;
    return [value, `MRN: ${value}.`];
  },
  plan: (n) => {
    const value = `HPX${digits(spread(n, 10_000_000), 7)}`;
    return [value, `Member ID: ${value}.`];
  },
  account: (n) => {
    const value = `71${digits(spread(n, 100_000_000), 8)}`;
    return [value, `Account number: ${value}.`];
  },
  card: (n) => {
    const value = luhn(`45399${digits(spread(n, 10_000_000_000), 10)}`);
    return [value, `Paid by card ${value}.`];
  },
  licence: (n) => {
    const value = `D${digits(spread(n, 10_000_000), 7)}`;
    return [value, `Driver's license number: ${value}.`];
  },
  serial: (n) => {
    const value = `PM${digits(spread(n, 100_000_000), 8)}`;
    return [value, `Pacemaker serial number: ${value}.`];
  },
  url: (n) => {
    const value = `https://portal.example.com/patients/${letters(n, 8)}`;
    return [value, `See ${value} for photos.`];
  },
  ip: (n) => {
    const value = `10.${20 + (n % 200)}.${20 + spread(n, 200)}.${20 + ((n * 3) % 200)}`;
    return [value, `Logged in from ${value}.`];
  },
  age: (n) => {
    const value = `${90 + (n % 30)}-year-old of bed ${n}`;
    return [value, `A ${value}.`];
  },
  secret: (n) => {
    const value = `sk-proj-${letters(n, 28)}`;
    return [value, `The key ${value} is hers.`];
  },
} as const satisfies Record<string, Make>;

export type CanaryKind = keyof typeof MAKERS;

const isKind = (name: string): name is CanaryKind => Object.hasOwn(MAKERS, name);

export const CANARY_KINDS: readonly CanaryKind[] = Object.keys(MAKERS).filter(isKind);

/** The canary of a type for a place: another number gives another value. */
export const canary = (kind: CanaryKind, n: number): Canary => {
  const [value, sentence] = MAKERS[kind](n);
  return { kind, value, sentence };
};

/** All types at once, in one text. */
export const everyCanary = (n: number): readonly Canary[] => CANARY_KINDS.map((kind) => canary(kind, n));

export const sentencesOf = (canaries: readonly Canary[]): string =>
  canaries.map(({ sentence }) => sentence).join(' ');

/** The part of a value's base64 that stands there wherever the value begins: three ways, by the offset modulo 3. */
const base64Cores = (value: string): string[] =>
  [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(' '.repeat(offset) + value).toString('base64');
    return encoded.slice(offset === 0 ? 0 : 4, -4);
  });

const percentEncoded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** The ways in which a value may be written somewhere. Compared without regard to case, except base64. */
const spellings = (value: string): readonly string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  JSON.stringify(JSON.stringify(value)).slice(3, -3),
  encodeURIComponent(value),
  encodeURIComponent(value).replaceAll('%20', '+'),
  percentEncoded(value),
  Buffer.from(value).toString('hex'),
  value.replaceAll(' ', '-'),
  value.replaceAll(' ', '_'),
  value.replaceAll('&', '&amp;').replaceAll('/', '&#x2f;'),
  ...(/^[^a-z]*$/i.test(value) ? [value.replaceAll(/\D/g, '')] : []),
];

/** Where planted values are looked for: some text, or bytes, with a name for the report. */
export type Haystack = readonly [where: string, text: string];

/** Looks for many spellings at one go: by their first characters, then whole. */
const createSearch = (canaries: readonly Canary[], spell: (value: string) => readonly string[]) => {
  const byBeginning = new Map<string, { readonly spelling: string; readonly found: Canary }[]>();
  for (const found of canaries) {
    for (const spelling of new Set(spell(found.value))) {
      const beginning = spelling.slice(0, BEGINNING);
      const list = byBeginning.get(beginning) ?? [];
      byBeginning.set(beginning, [...list, { spelling, found }]);
    }
  }
  return (text: string): Set<Canary> => {
    const all = new Set<Canary>();
    for (let at = 0; at + BEGINNING <= text.length; at += 1) {
      for (const { spelling, found } of byBeginning.get(text.slice(at, at + BEGINNING)) ?? []) {
        if (text.startsWith(spelling, at)) all.add(found);
      }
    }
    return all;
  };
};

/** No spelling is shorter. */
const BEGINNING = 8;

const foldedSpellings = (value: string): readonly string[] =>
  spellings(value).map((spelling) => spelling.toLowerCase());

const base64Spellings = (value: string): readonly string[] =>
  base64Cores(value)
    .filter((core) => core.length >= BEGINNING)
    .flatMap((core) => [core, core.replaceAll('+', '-').replaceAll('/', '_')]);

/** Names the planted values that show up, in whatever spelling, with the place; nothing when all is well. */
export const leaksIn = (haystacks: readonly Haystack[], planted: readonly Canary[]): string[] => {
  const folded = createSearch(planted, foldedSpellings);
  const exact = createSearch(planted, base64Spellings);
  return haystacks.flatMap(([where, text]) =>
    [...new Set([...folded(text.toLowerCase()), ...exact(text)])].map(
      ({ kind, value }) => `${where}: ${kind} "${value}"`,
    ),
  );
};
