import type { PhiType } from '../contract/phi-type.ts';
import { looksLikePerson, looksLikeSite, looksLikeStreet } from './label-accepts.ts';
import { lengthUnderLabel } from './label-values.ts';

/** What a key says of the value under it, whatever the value looks like. */
interface LabelRule {
  readonly label: RegExp;
  readonly type: PhiType;
  /** What a value must look like at least. */
  readonly value: RegExp;
  /** What the pattern can't tell: is it a name, a street? */
  readonly accept?: (value: string) => boolean;
}

const DIGITS = /^(?=.{0,200}\d).{1,200}$/su;
const ANYTHING = /^\S.{0,2000}$/su;
const PERSON =
  'patient|client|member|subscriber|guarantor|guardian|caregiver|contact|next of kin|spouse|mother|father|parent|child|provider|physician|doctor|nurse|practitioner|surgeon|attending|employer|beneficiary|insured|policy ?holder|account ?holder|card ?holder|customer|employee|person|resident|author|signer|witness';

// A sentence under such a key ("patient": "needs a refill of …") is judged as a text.
const NAME_WORDS = /^(?=.{0,40}\p{L})[\p{L}\p{M}.'’()-]{1,40}(?:[\s,]{1,3}[\p{L}\p{M}.'’()-]{1,40}){0,4}$/u;

const PLACE_WORDS = /^(?=.{0,200}[\p{L}\d]).{2,200}$/su;

const RULES: readonly LabelRule[] = [
  {
    label: new RegExp(
      String.raw`^(?:.{0,30} )?(?:(?:first|last|given|family|full|middle|maiden|preferred|legal|birth|sur|nick)[ _]?names?|surname|family|given|(?:${PERSON}) names?)$`,
    ),
    type: 'NAME',
    value: NAME_WORDS,
  },
  {
    label: new RegExp(`^(?:${PERSON})$`),
    type: 'NAME',
    value: NAME_WORDS,
    accept: looksLikePerson,
  },
  {
    label:
      /(?:^| )(?:address|addr|address line|street address|street address line|city|town|county|district|zip|zip ?code|postal|postal ?code|post ?code|birth ?place|place of birth|hometown|residence)(?: ?\d)?$/,
    type: 'PLACE',
    value: PLACE_WORDS,
  },
  {
    label: /(?:^| )(?:line|street)(?: ?\d)?$/,
    type: 'PLACE',
    value: PLACE_WORDS,
    accept: looksLikeStreet,
  },
  {
    label: /(?:^| )(?:hospital|clinic|facility)(?: ?\d)?$/,
    type: 'PLACE',
    value: PLACE_WORDS,
    accept: looksLikeSite,
  },
  {
    label:
      /(?:^| )(?:dob|birth ?date|birthday|date of birth|death ?date|deceased date|admission date|admit date|discharge date|visit date|service date|from date|through date|dod|dos|birth date time|birth time|effective time|effective date time|onset date(?: time)?|deceased date time|authored on|recorded date|admitted(?: on)?|discharged(?: on)?|date of (?:death|service|admission|discharge|visit)|appointment(?: date)?|collected|collection date|last (?:visit|seen))$/,
    type: 'DATE',
    value: DIGITS,
  },
  {
    label:
      /(?:^| )(?:phone|telephone|tel|mobile|cell|fax|pager|telecom|phone number|fax number|mobile number|contact number)(?: ?\d)?$/,
    type: 'PHONE',
    value: /^(?:\D{0,10}\d){5}/,
  },
  { label: /(?:^| )(?:e ?mail|email address)$/, type: 'EMAIL', value: /@/ },
  { label: /(?:^| )age(?: years?)?$/, type: 'AGE', value: /^(?:9\d|1[01]\d|12[0-5])$/ },
  {
    label:
      /(?:^| )(?:mrn(?: number| value| ?\d)?|ssn(?: number)?|medical record(?: number)?|record number|patient id|patient identifier|member id|subscriber id|policy(?: number| id| no)?|(?:account|acct)(?: number| id| no)|acct|npi|dea|vin|passport(?: number| no)?|licen[cs]e(?: number| no| plate)?|driver s? ?licen[cs]e|license plate|plate(?: number)?|serial(?: number| no)?|device id(?:entifier)?|(?:device )?lot number|udi|imei|gtin|mac address|insurance id|health plan(?: id| number)?|medicare(?: id| number)?|medicaid(?: id| number)?|national id|tax id|tin|card number|credit card|iban|ip|ip address|(?:encounter|visit|admission|order|prescription|rx|specimen|sample|claim|case|referral|auth(?:orization)?|prior auth(?:orization)?|group|subject|participant|study subject|customer|client|employee|student|badge|invoice|transaction|confirmation|chart|patient|record|routing|tracking|locker|permit|registration|certificate|donor|booking|reservation|order) (?:id|number|identifier|uuid|guid)|accession(?: number)?|specimen|policy ?holder id|mbi|hicn|csn|fin|har|swift|bic|dl|ein|curp|cpf|nric|aadhaar|passport id|plate|plates|fingerprint(?: id)?|face id|voiceprint(?: id)?|biometric id|user ?name|social security(?: number)?)$/,
    type: 'ID',
    value: DIGITS,
  },
  {
    label:
      /(?:^| )(?:password|passwd|pwd|pass ?phrase|passcode|secret|client secret|api ?key|access ?key|secret ?key|private ?key|auth token|access token|refresh token|bearer token|authorization|credentials?)$/,
    type: 'SECRET',
    value: ANYTHING,
  },
  {
    label: /(?:^| )(?:photo|picture|website|home ?page|url|web ?site|portal)$/,
    type: 'URL',
    value: /^(?:https?:\/\/|www\.)\S/i,
  },
];

const PLURALS: Readonly<Record<string, string>> = {
  ...{ mrns: 'mrn', ssns: 'ssn', dobs: 'dob', patients: 'patient', names: 'name', addresses: 'address' },
  ...{ phones: 'phone', emails: 'email', zips: 'zip', ids: 'id', numbers: 'number', providers: 'provider' },
};

/** What databases write for the words of a label. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  ...{ nm: 'name', dt: 'date', dttm: 'date', nbr: 'number', no: 'number', num: 'number', cd: 'code' },
  ...{ fn: 'first name', fname: 'first name', ln: 'last name', lname: 'last name', ...PLURALS },
  ...{
    pat: 'patient',
    pt: 'patient',
    admit: 'admission',
    disch: 'discharge',
    svc: 'service',
    bdate: 'birth date',
  },
};

/** "patientName", "patient_name" and "Patient-Name" as "patient name". */
export const labelWords = (label: string): string =>
  label
    .slice(0, 200)
    .replace(/(\p{Lu}{2})s(?!\p{Ll})/gu, '$1')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/[\s_.:/-]{1,20}/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/[a-z]+/g, (word) => SHORT_FORMS[word] ?? word);

/** Does a label like this say by itself what stands under it? */
export const isLabel = (words: string): boolean => RULES.some(({ label }) => label.test(words));

/** A value that says nothing of anybody: a type, a placeholder, a truth value. */
const EMPTY =
  /^(?:string|number|integer|boolean|object|array|null|none|n\/a|na|unknown|true|false|required|optional|male|female|other|yes|no|self|undefined|redacted|\W+|\d{1,2}[ -]?(?:digits?|char(?:acter)?s?|letters?|numbers?|alphanumeric)(?!\w).*)$/i;

/** What a label says of the value beside it: its type, and how many units from its beginning are of that type. */
interface Labelled {
  readonly type: PhiType;
  readonly length: number;
}

/** Reads a value that stands under this key, if the key alone decides what it is. */
export const readUnderLabel = (
  words: string,
  value: string,
  measure: (type: PhiType, value: string) => number = lengthUnderLabel,
): Labelled | undefined => {
  if (EMPTY.test(value.trim())) return undefined;
  const lead = value.length - value.trimStart().length;
  const trimmed = value.trim();
  const type = RULES.find(
    ({ label, value: shape, accept }) =>
      label.test(words) && shape.test(trimmed) && (accept === undefined || accept(trimmed)),
  )?.type;
  const length = type === undefined ? 0 : measure(type, trimmed);
  return type === undefined || length === 0 ? undefined : { type, length: lead + length };
};
