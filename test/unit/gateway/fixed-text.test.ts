import { describe, expect, it } from 'vitest';
import { nameAsWords, surelyHoldsPhi } from '../../../lambda/gateway/fixed-text.ts';
import type { LeafKind } from '../../../lambda/openai/leaf.ts';
import { findSpans } from '../../../lambda/phi/find-spans.ts';

const refused = (text: string, path = 'tools[0].function.name', kind: LeafKind = 'fixed'): boolean =>
  surelyHoldsPhi({ kind, path, text }, findSpans(text), findSpans(nameAsWords(text)));

describe('a name that a programmer made', () => {
  it.each([
    ...[
      'get_patient_by_mrn',
      'mark_as_done',
      'grant_access',
      'getCurrentWeather',
      'search_mark_grant',
      'will_call',
    ],
    ...[
      'christmas_2024_promo',
      'order_id_123',
      'age_90_plus',
      'july_4_sale',
      'bornInCountry',
      'date_of_birth',
    ],
    ...[
      'patient_name',
      'firstName',
      'zip_90210',
      'id_12345',
      'get_ssn_last4',
      'cox_regression',
      'foley_catheter',
    ],
  ])('goes: %s', (name) => {
    expect(refused(name)).toBe(false);
  });

  it.each(['refer_Maria_Gonzalez', 'getJohnSmith', 'mrn_48215733', 'ssn_536_22_8714', 'call_415_555_0134'])(
    'is refused: %s',
    (name) => {
      expect(refused(name)).toBe(true);
    },
  );
});

describe('an address', () => {
  it('may name a schema or stand in a pattern', () => {
    expect(refused('https://acme.test/v1/schemas/person.json', 'tools[0].function.parameters.$ref')).toBe(
      false,
    );
  });

  it('may not lead to a person', () => {
    expect(refused('https://acme.test/patients/48215733', 'tools[0].function.parameters.$ref')).toBe(true);
    expect(refused('https://acme.test/patients/maria_gonzalez', 'tools[0].function.parameters.$id')).toBe(
      true,
    );
  });
});

describe('an id', () => {
  it('is replaced at the slightest doubt, which harms nobody', () => {
    expect(refused('call_Maria', 'messages[1].tool_calls[0].id', 'id')).toBe(true);
    expect(refused('call_8fJq2LmZ0xKd', 'messages[1].tool_calls[0].id', 'id')).toBe(false);
  });
});
