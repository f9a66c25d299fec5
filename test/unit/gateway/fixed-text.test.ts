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

describe('the address of a server that tools call', () => {
  const path = 'tools[0].server_url';

  it.each([
    'https://mcp.acme.test/mcp',
    'https://mcp.acme.test:8443/v1/sse?team=billing%20desk',
    'https://mcp.acme.test/server/6f19e809-1e20-4357-9feb-49c9261a9c80/mcp',
    'https://mcp.acme.test/s/Z5J4SxLy93drSIGew1mnAR7p2TqK8wBc/mcp',
  ])('may be any: %s', (address) => {
    expect(refused(address, path)).toBe(false);
    expect(refused('mcp.acme-tools.com', 'tools[0].filters.allowed_domains[0]')).toBe(false);
  });

  it.each([
    'https://mcp.acme.test/patients/48215733',
    'https://mcp.acme.test/patients/maria_gonzalez',
    'https://mcp.acme.test/?patient=Mr.%20John%20Smith',
    'https://mcp.acme.test/?about=a%2093-year-old%20woman',
    'Call Mr. John Smith',
  ])('may not lead to a person: %s', (address) => {
    expect(refused(address, path)).toBe(true);
  });
});

describe('what the caller lends to somebody else’s server', () => {
  const places = [
    'tools[0].authorization',
    'tools[0].headers.*',
    'input[2].tools[0].headers.*',
    'tools[0].container.network_policy.domain_secrets[0].value',
    'tools[0].environment.network_policy.domain_secrets[0].value',
  ];

  it.each([
    'Bearer 2Z0ngElxLCiE9tRYmCTdoOehTRmmwQuJ930NI0PZ',
    'sk-proj-QEx9k2SHvpi43haOk2bulm2ntzvEtMTNHB5L-JIwpbJLzqDdGHO0',
    'ghp_k74rt2DrHoHYJwedwthSCOYz296VFKXXtnDG',
    'JrPLi4Q9-DanHQryE_Ekg7FPg1ChAKQps',
    'dea45549df4e034cd2973b0724010bd1',
    'application/json',
    'prod',
  ])('may be a secret: it goes where it belongs: %s', (value) => {
    for (const path of places) expect(refused(value, path)).toBe(false);
  });

  it('may be a secret there alone', () => {
    const key = 'Bearer 2Z0ngElxLCiE9tRYmCTdoOehTRmmwQuJ930NI0PZ';
    expect(refused(key, 'tools[0].server_label')).toBe(true);
    expect(refused(key, 'tools[0].parameters.properties.*')).toBe(true);
    expect(refused('AIzaSyD9x2kQ7bT4mW1nR8vC3pL6hJ5gF0eZ', 'tools[0].container.file_ids[0]')).toBe(true);
  });

  it.each(['MRN: 48215733', 'Mr. John Smith', 'john.smith@example.org', 'refer_Maria_Gonzalez'])(
    'may not be PHI: %s',
    (value) => {
      for (const path of places) expect(refused(value, path)).toBe(true);
    },
  );
});

describe('an id', () => {
  it('that a machine has drawn says nothing, though short names and dates may be found in it', () => {
    const drawn = [
      'msg_dea75abc5340f00e1e92beac4769c6d4de6af9a1aebcde10de',
      'call_b7fde22e354039f88d81b6ee6c05feb3',
      'call_P1msI8XNvhK5mtg9MmZXMfDQ',
      '4a5294ee-ae70-42d4-a497-0f1340b14bc9',
      'rs_6f19e809-1e20-4357-9feb-49c9261a9c80',
    ];
    for (const value of drawn) expect(refused(value, 'input[0].id', 'id')).toBe(false);
    for (const value of ['vs_dea94d532f4950f61a20aee5', 'file-Z5J4SxLy93drSIGew1mnAR']) {
      expect(refused(value, 'tools[0].vector_store_ids[0]')).toBe(false);
    }
  });

  it('that somebody made up may', () => {
    const made = [
      'call_John_Smith',
      'mrn_48215733',
      'call_MariaGonzalez1x2y3z',
      'ssn_000048215733000048215733',
      'charts-of-John-Smith-and-family',
    ];
    for (const value of made) expect(refused(value, 'input[0].call_id', 'id')).toBe(true);
  });

  it('is replaced at the slightest doubt, which harms nobody', () => {
    expect(refused('call_Maria', 'messages[1].tool_calls[0].id', 'id')).toBe(true);
    expect(refused('call_8fJq2LmZ0xKd', 'messages[1].tool_calls[0].id', 'id')).toBe(false);
  });
});
