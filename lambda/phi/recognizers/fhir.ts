import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

const LIST = /["'<](?<kind>identifier|telecom)["']?(?:\s{0,3}:\s{0,3}\[?|>)/g;
const NAMES_LIST = /identifier|telecom/;
const LONGEST_LIST = 1_500;
const END_OF_LIST = /\]|<\/(?:identifier|telecom)>/;
const VALUE =
  /["']value["']\s{0,3}:\s{0,3}["'](?<value>[^"'\n]{2,100})["']|<value value="(?<other>[^"<>\n]{2,100})"/g;

/** The values of a resource's identifiers and ways to reach somebody: their key is only "value". */
const findListed = (text: string): Span[] =>
  Array.from(text.matchAll(LIST)).flatMap((list) => {
    const from = list.index + list[0].length;
    const all = text.slice(from, from + LONGEST_LIST);
    const items = all.slice(0, END_OF_LIST.exec(all)?.index ?? all.length);
    return Array.from(items.matchAll(VALUE)).flatMap((match): Span[] => {
      const value = match.groups?.['value'] ?? match.groups?.['other'] ?? '';
      if (!/\d|@/.test(value)) return [];
      const start = from + match.index + match[0].lastIndexOf(value);
      const type = list.groups?.['kind'] === 'telecom' ? 'PHONE' : 'ID';
      return [{ start, end: start + value.length, type, score: 0.9, source: 'fhir' }];
    });
  });

const ABOUT_SOMEBODY =
  'Patient|Person|RelatedPerson|Practitioner|Encounter|Coverage|Device|Specimen|Claim|Account|Appointment|EpisodeOfCare';

const RULES: readonly PatternRule[] = [
  {
    source: 'fhir-reference',
    type: 'ID',
    score: 0.9,
    needs: '/',
    pattern: new RegExp(
      String.raw`(?<![\w])(?:${ABOUT_SOMEBODY})\/(?<id>(?=[\w.-]{0,60}\d)[\w.-]{3,64})(?![\w/]*\{)`,
      'g',
    ),
  },
  {
    source: 'fhir-id',
    type: 'ID',
    score: 0.9,
    needs: 'resourceType',
    pattern: new RegExp(
      String.raw`["']resourceType["']\s{0,3}:\s{0,3}["'](?:${ABOUT_SOMEBODY})["']\s{0,3},\s{0,8}["']id["']\s{0,3}:\s{0,3}["'](?<id>(?=[\w.-]{0,60}\d)[\w.-]{3,64})["']`,
      'g',
    ),
  },
  {
    source: 'fhir-xml-id',
    type: 'ID',
    score: 0.9,
    needs: '<id value=',
    pattern: new RegExp(
      String.raw`<(?:${ABOUT_SOMEBODY})(?: [^<>]{0,200})?>\s{0,8}<id value="(?<id>(?=[\w.-]{0,60}\d)[\w.-]{3,64})"`,
      'g',
    ),
  },
  {
    source: 'path-id',
    type: 'ID',
    score: 0.8,
    needs: '/',
    pattern:
      /(?<=\/)(?:patients?|members?|encounters?|visits?|claims?|customers?|subscribers?|persons?|subjects?|records?|mrn|appointments?|charts?)\/(?<id>(?=[\w.-]{0,60}\d{4})[\w.-]{4,64})(?![\w{])/gi,
  },
];

/** What FHIR's JSON and XML hold beyond keys that speak for themselves: identifiers, references, ids in paths. */
export const findInFhir = (text: string): Span[] =>
  /["'<>/]/.test(text)
    ? [...(NAMES_LIST.test(text) ? findListed(text) : []), ...matchRules(text, RULES)]
    : [];
