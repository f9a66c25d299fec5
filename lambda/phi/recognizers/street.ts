import type { DigitRows } from '../digit-rows.ts';
import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';
import { COUNTRY_PATTERN } from '../states.ts';

const SUFFIX =
  'street|str|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|circle|cir|place|pl|square|sq|terrace|ter|trail|trl|parkway|pkwy|highway|hwy|way|alley|aly|loop|crescent|cres|close|row|plaza|plz|pike|turnpike|tpke|expressway|expy|freeway|fwy|route|rte|run|walk|path|point|pt|ridge|rdg|shoals?|gardens?|gdns?|groves?|grv|hills?|heights|hts|hollow|islands?|junctions?|keys?|knolls?|lakes?|landing|meadows?|mews|mills?|mission|mountains?|mount|neck|orchard|oval|overpass|parks?|pass|passage|pines|plains?|port|prairie|ramp|ranch|rapids?|rest|river|roads|shores?|spurs?|springs?|spring|squares|station|stravenue|stream|streets|summit|throughway|trace|track|trafficway|tunnel|union|unions|valleys?|viaduct|views?|villages?|ville|vista|walks|wall|wells?|bend|bluffs?|bottom|branch|bridge|brooks?|burgs?|bypass|camp|canyon|cape|causeway|centers?|circles|cliffs?|club|common|corners?|course|courts|coves?|creek|crest|crossing|crossroad|curve|dale|dam|divide|drives|estates?|extensions?|falls?|ferry|fields?|flats?|fords?|forest|forges?|forks?|fort|glens?|greens?|harbors?|haven|inlet|isle|lights?|loaf|locks?|lodge|mall|manors?|motorway|strasse|straße|gasse|weg|platz|allee|rue|laan|straat|gade|vej|gatan|väg|vägen|tie|katu|ulica|ul|utca|via|viale|piazza|calle|avenida|rua|praça|camino|paseo';
const WORD = String.raw`[\p{Lu}\d][\p{L}\p{M}'’.-]{0,25}`;
const ANY_WORD = String.raw`[\p{L}\d][\p{L}\p{M}'’.-]{0,25}`;
const UNIT = String.raw`(?:,?\s{1,2}(?:apt|apartment|suite|ste|unit|room|rm|floor|fl|bldg|building|#|lot|po box|p\.o\. box|box)\.?\s{0,2}#?[A-Z]?-?\d{0,6}[A-Z]?(?![\p{L}\d]))`;
const DIRECTION = String.raw`(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.? )?`;
const STATE_CODE =
  'AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|PR|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY';
const STATE_NAME =
  'Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming';
const ZIP = String.raw`\d{5}(?:-\d{4})?`;
const CITY_WORD = String.raw`(?:\p{Lu}[\p{L}\p{M}'’-]{1,25}|(?:St|Ft|Mt)\.)`;
const CITY = String.raw`${CITY_WORD}(?:[ -]${CITY_WORD}){0,3}`;
const TOWN_LINE = String.raw`(?:(?:,\s{1,3}|\s?\n[ >?*|]{0,5})${CITY}|\s{1,2}${CITY}(?=,?\s{1,3}(?:${STATE_CODE}|${STATE_NAME})(?!\p{L})))?(?:,?\s{1,3}(?:${STATE_CODE}|${STATE_NAME})(?!\p{L}))?(?:,?\s{1,3}${ZIP}(?!\d))?`;

const place = (
  source: string,
  pattern: string,
  score: number,
  flags = 'gu',
  accept?: PatternRule['accept'],
): PatternRule => ({
  source,
  type: 'PLACE',
  score,
  pattern: new RegExp(pattern, flags),
  ...(accept === undefined ? {} : { accept }),
});

const capital = (word: string): string =>
  `(?:${word.charAt(0)}|${word.charAt(0).toUpperCase()})${word.slice(1)}`;
const PLAIN_SUFFIX = /^(?:street|str|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct)$/;
const CASED_SUFFIX = SUFFIX.split('|')
  .map((word) =>
    PLAIN_SUFFIX.test(word) ? capital(word) : `${word.charAt(0).toUpperCase()}${word.slice(1)}s?`,
  )
  .join('|');

/** No ZIP code has fewer digits. */
const withZip = (rule: PatternRule): PatternRule => ({ ...rule, digits: 5 });

const RULES: readonly PatternRule[] = [
  place(
    'street',
    String.raw`(?<![\p{L}\d./-])(?:\d{1,6} )?\d{1,6}[A-Za-z]?(?:-\d{1,5})?,? ${DIRECTION}(?:${WORD} ){1,4}?(?:${CASED_SUFFIX})(?![\p{L}])\.?(?: (?:N|S|E|W|NE|NW|SE|SW)(?!\p{L}))?${UNIT}?${TOWN_LINE}`,
    0.95,
  ),
  place(
    'street-lower',
    String.raw`(?<![\p{L}\d./-])\d{1,6} (?:(?:n|s|e|w|north|south|east|west)\.? )?(?:${ANY_WORD} ){1,2}?(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|court|ct|circle|terrace|parkway|pkwy|highway|hwy)(?![\p{L}])${UNIT}?`,
    0.85,
    'giu',
    (value) =>
      !/ (?:mg|mcg|ml|units?|of|the|a|in|to|and|patients?|years?|days?|weeks?|months?|hours?|cm|mm|kg) /i.test(
        value,
      ),
  ),
  place(
    'street-europe',
    String.raw`(?<![\p{L}\d])(?:\d{1,6} )?\p{Lu}[\p{L}'-]{1,24}(?:stra(?:ss|ß)e|str\.|gasse|weg|platz|allee|laan|straat|gade|vej|vænget|gatan|vägen|katu|tie|utca|ulica) \d{1,5}[A-Za-z]?(?![\p{L}\d])`,
    0.85,
  ),
  place(
    'street-first',
    String.raw`(?<![\p{L}\d])(?:\d{1,6} )?(?:Rue|Avenue|Boulevard|Calle|Avda\.|C\/|Avenida|Via|Viale|Piazza|Rua|Plaza|Paseo|Camino|Ulica|ul\.) (?:de |del |della |la |las |los |du |des |da |do )?${CITY},? \d{1,5}(?![\p{L}\d])`,
    0.85,
  ),
  place(
    'street-number-first',
    String.raw`(?<![\p{L}\d])\d{1,5},? (?:bis |ter )?(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Cc]hemin|[Ii]mpasse|[Qq]uai|Calle|Via|Viale|Piazza|Rua|Avenida) (?:(?:de|del|della|la|las|los|du|des|da|do|le|les|l['’]|d['’]) ?){0,2}${CITY}${TOWN_LINE}`,
    0.85,
  ),
  place(
    'post-box',
    String.raw`(?<![\p{L}\d])(?:\d{1,6} )?(?:[Pp]\.? ?[Oo]\.? ?[Bb]ox|P\.? ?O\.? ?BOX|[Pp]ost [Oo]ffice [Bb]ox|PMB|(?:[Uu]nit|PSC) \d{1,6},? [Bb]ox) #?\d{1,7}(?!\d)${TOWN_LINE}`,
    0.95,
    'gu',
  ),
  place(
    'unit',
    String.raw`(?<![\p{L}])(?:[Aa]pt|[Aa]partment|[Ss]uite|[Ss]te|APT|APARTMENT|SUITE|STE)\.? #?(?:\d{1,6}[A-Z]?|[A-Z]-?\d{0,4})(?![\p{L}\d])${TOWN_LINE}`,
    0.8,
    'gu',
  ),
  withZip(
    place(
      'post-military',
      String.raw`(?<![\p{L}])(?:APO|FPO|DPO),? (?:AA|AE|AP) \d{5}(?:-\d{4})?(?!\d)`,
      0.95,
    ),
  ),
  place(
    'country-code',
    String.raw`(?<=(?<!\p{L})(?:${COUNTRY_PATTERN}) )(?!(?:19|20)\d{2}(?!\d))\d{4,6}(?=[ \t]{0,4}(?:$|[\n.,;)]))`,
    0.75,
    'gimu',
  ),
  withZip(
    place(
      'city-state-zip',
      String.raw`(?<![\p{L}])${CITY},?\s(?:${STATE_CODE}|${STATE_NAME}),?\s{1,3}${ZIP}(?!\d)`,
      0.95,
    ),
  ),
  // Many state codes are words in lower case ("seen in 62704 patients"), so the line or the sentence must end here.
  withZip(
    place(
      'city-state-zip-lower',
      String.raw`(?<![\p{L}])[a-z][a-z'’-]{2,24},? (?:${STATE_CODE.toLowerCase()}),? \d{5}(?:-\d{4})?(?=\s{0,3}(?:$|[\n,.;)]))`,
      0.85,
    ),
  ),
  withZip(place('state-zip', String.raw`(?<![\p{L}])(?:${STATE_CODE})\s{1,2}(?<id>${ZIP})(?!\d)`, 0.9)),
  place(
    'zip-labelled',
    String.raw`(?<![\p{L}])(?:zip|zip ?code|postal ?code|post ?code)(?: (?:is|of|was|number))?[ :=]{1,3}["']?(?<id>(?=[A-Z]{0,4}\d)[A-Z\d]{2,5}(?:[ -][A-Z\d]{3,4})?)(?![\p{L}\d])`,
    0.9,
    'giu',
    (value) => /\d/.test(value),
  ),
  place(
    'postcode-uk',
    String.raw`(?<![\p{L}\d])[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?![\p{L}\d])`,
    0.8,
  ),
  place('postcode-ca', String.raw`(?<![\p{L}\d])[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d(?![\p{L}\d])`, 0.7),
  place('coordinates', String.raw`(?<![\d.])-?\d{1,2}\.\d{4,10}, {0,2}-?\d{1,3}\.\d{4,10}(?![\d.])`, 0.8),
];

const COUNTIES: readonly PatternRule[] = [
  place(
    'county',
    String.raw`(?<![\p{L}])\p{Lu}[\p{L}'-]{1,20}(?: \p{Lu}[\p{L}'-]{1,20})? (?:County|Parish|Borough|Township)(?!\p{L})`,
    0.8,
  ),
];

/** Counties and the like, which stand without a number. */
export const findCounties = (text: string): Span[] => matchRules(text, COUNTIES);

/** Street addresses, post boxes, ZIP and postal codes. All of them hold a digit. */
export const findStreets = (text: string, rows: DigitRows): Span[] => matchRules(text, RULES, rows);
