import { CANARY_KINDS, type CanaryKind } from './canaries.ts';

/** What a field is called when its value stands there alone. */
const LABELS: Partial<Record<CanaryKind, string>> = {
  name: 'patientName',
  street: 'address',
  town: 'city',
  date: 'dob',
  longDate: 'admission_date',
  phone: 'phone',
  fax: 'fax',
  email: 'email',
  ssn: 'ssn',
  mrn: 'mrn',
  plan: 'member_id',
  account: 'account_number',
  card: 'card_number',
  licence: 'license_number',
  serial: 'serial_number',
  url: 'url',
  ip: 'ip_address',
  secret: 'api_key',
};

/** The types that have such a name, with it. */
export const LABELLED_KINDS: readonly (readonly [kind: CanaryKind, label: string])[] = CANARY_KINDS.flatMap(
  (kind): [CanaryKind, string][] => {
    const label = LABELS[kind];
    return label === undefined ? [] : [[kind, label]];
  },
);

/** Numbers as JSON can spell them, under the names of fields that say what they are, and what must not be seen of them. */
export const LABELLED_NUMBERS: readonly (readonly [label: string, literal: string, digits: string])[] = [
  ['mrn', '48237461', '48237461'],
  ['mrn', '48237462.0', '48237462'],
  ['mrn', '-48237463', '48237463'],
  ['mrn', '4.8237464e7', '48237464'],
  ['ssn', '912347465', '912347465'],
  ['phone', '2125557466', '2125557466'],
  ['zip', '44467', '44467'],
];

/** The body as JSON, with the literal to the letter where its one text `LITERAL` stands, at whatever depth. */
export const withLiteral = (body: object, literal: string): string =>
  JSON.stringify(body).replace(/(\\*)"LITERAL\\*"/, literal);
