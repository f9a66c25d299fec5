import { describe, expect, it } from 'vitest';
import { anyJson, type Rule, text } from '../../../lambda/openai/leaf.ts';

/** What each bare value of a document is called, one name after the other. */
const labelsBy = (rule: Rule, document: unknown): Record<string, string> => {
  const labels: Record<string, string> = {};
  rule(document, '', (leaf) => {
    if (leaf.kind === 'text' && /^\d+$/.test(leaf.text)) labels[leaf.text] = leaf.label ?? '';
    return leaf.text;
  });
  return Object.fromEntries(
    Object.entries(labels).map(([value, label]) => [value, label.replaceAll('\n', ' | ')]),
  );
};

const CASES: readonly [what: string, document: object, labels: Record<string, string>][] = [
  ['its key', { mrn: '48213' }, { 48213: 'mrn' }],
  ['the key of its list', { mrns: ['48213', '48214'] }, { 48213: 'mrns', 48214: 'mrns' }],
  ['what stands beside it', { name: 'mrn', value: '48213' }, { 48213: 'value | mrn' }],
  ['what stands behind it', { value: '48213', field: 'mrn' }, { 48213: 'value | mrn' }],
  ['what stands beside its list', { key: 'mrn', values: ['48213'] }, { 48213: 'values | mrn' }],
  [
    'the type of an identifier of FHIR',
    { identifier: [{ value: '48213', type: { text: 'MRN' } }, { value: '48214' }] },
    { 48213: 'identifier value | MRN | identifier', 48214: 'identifier value | identifier' },
  ],
  [
    'the coding of a type of FHIR',
    { identifier: { type: { coding: [{ code: 'MR', display: 'Record' }] }, value: '48213' } },
    { 48213: 'identifier value | MR | Record | identifier' },
  ],
  [
    'the question of an answer of FHIR',
    { item: [{ linkId: '1.1', text: 'Member ID', answer: [{ valueString: '48213' }] }] },
    { 48213: 'item answer valueString | item answer | 1.1 | Member ID | item' },
  ],
  ['nothing beside it where its key says enough', { name: 'Form 3', mrn: '48213' }, { 48213: 'mrn' }],
  ['nothing of another object', [{ name: 'mrn' }, { value: '48213' }], { 48213: 'value' }],
  ['no sentence', { name: 'x'.repeat(81), value: '48213' }, { 48213: 'value' }],
];

describe('a value is called by', () => {
  it.each(CASES)('%s', (_, document, labels) => {
    expect(labelsBy(anyJson, document)).toEqual(labels);
  });

  it.each(CASES)('%s, where the document is a text', (_, document, labels) => {
    expect(labelsBy(text, JSON.stringify(document, null, 2))).toEqual(labels);
  });
});
