import { describe, expect, it } from 'vitest';
import { fillSchema } from '../../../../local/demo-provider/fill-schema.ts';
import { createTokenPicker } from '../../../../local/demo-provider/found-tokens.ts';

const TOKENS = ['NAME_4KQ7ZD', 'DATE_8H2M0C', 'NAME_00000Z', 'PHONE_ABCDEF'];
const fill = (schema: Record<string, unknown>): unknown => fillSchema(schema, createTokenPicker(TOKENS));

describe('fillSchema', () => {
  it('puts tokens where the names of properties ask for them, each once', () => {
    const text = { type: 'string' };
    expect(
      fill({
        type: 'object',
        properties: { patientName: text, doctor: text, date_of_birth: text, phone: text, filename: text },
      }),
    ).toEqual({
      patientName: 'NAME_4KQ7ZD',
      doctor: 'NAME_00000Z',
      date_of_birth: 'DATE_8H2M0C',
      phone: 'PHONE_ABCDEF',
      filename: TOKENS.join(', '),
    });
  });

  it('keeps to types, enums, constants and limits', () => {
    expect(
      fill({
        properties: {
          urgent: { type: 'boolean' },
          count: { type: 'integer', minimum: 3 },
          above: { type: 'number', exclusiveMinimum: 0.5 },
          below: { type: 'integer', maximum: -2 },
          unit: { enum: ['mg', 'ml'] },
          version: { const: 2 },
          nothing: { type: 'null' },
          perhaps: { type: ['null', 'boolean'] },
          list: { type: 'array', minItems: 2, items: { type: 'integer' } },
          short: { type: 'string', maxLength: 4 },
        },
      }),
    ).toEqual({
      urgent: true,
      count: 3,
      above: 1.5,
      below: -2,
      unit: 'mg',
      version: 2,
      nothing: null,
      perhaps: true,
      list: [1, 1],
      short: 'NAME',
    });
  });

  it('follows references, alternatives and parts', () => {
    expect(
      fill({
        $defs: { person: { type: 'object', properties: { name: { type: 'string' } } } },
        properties: {
          patient: { $ref: '#/$defs/person' },
          relative: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/person' }] },
          both: { allOf: [{ type: 'object' }, { properties: { age: { type: 'integer' } } }] },
        },
      }),
    ).toEqual({ patient: { name: 'NAME_4KQ7ZD' }, relative: { name: 'NAME_00000Z' }, both: { age: 1 } });
  });

  it('ends with a schema that refers to itself', () => {
    const schema = {
      $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, required: ['next'] } },
      $ref: '#/$defs/node',
    };
    expect(JSON.stringify(fill(schema))).toContain('"next":null');
  });
});
