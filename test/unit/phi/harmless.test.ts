import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('medicine that must stand', () => {
  it.each([
    'Metformin 500 mg twice daily, A1c 7.2%, eGFR 45.',
    'BP 132/84, HR 72, RR 16, SpO2 98%, GCS 15, strength 5/5.',
    'ICD-10 E11.9, CPT 99213, LOINC 4548-4, NDC 0002-8215-01, RxCUI 860975.',
    'PMID 31535829, NCT01234567, doi 10.1056/NEJMoa1911303.',
    'KRAS, NRAS and BRAF; HER2, IL-6, p53.',
    'Hodgkin lymphoma, Gleason 3+4, positive Babinski sign.',
    'A Swan-Ganz catheter and a Hickman line.',
    'The pouch of Douglas, tetralogy of Fallot, Pierre Robin sequence, Charcot-Marie-Tooth disease.',
    'Cox regression, Kaplan-Meier curves, Framingham risk score.',
    'Compare Stelara, Taltz and Skyrizi; she takes Allegra 180 mg.',
    "St. John's wort lowers cyclosporine.",
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('ordinary requests that must stand', () => {
  it.each([
    'You are a helpful assistant.',
    'Get the current weather in a given location',
    'Look up a patient by MRN',
    'The patient name must not be logged.',
    'def get_weather(location: str, unit: str = "celsius") -> dict:',
    '{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}',
    'const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });',
    'curl http://localhost:8787/v1/models on 127.0.0.1',
    '# Heading\n\n- **bold** item\n- `code`',
    'see https://json-schema.org/draft/2020-12/schema',
    'max_tokens 4096, temperature 0.7, gpt-4o-mini-2024-07-18',
    'Deploy to Amazon Bedrock with Apache Kafka and Monte Carlo runs.',
    'timestamp 1700000000000, 1048576 bytes, 12345678 ms',
    'arn:aws:iam::123456789012:role/Admin',
    'The password field is required.',
    'User: hello\nAssistant: Hi! How can I help you today?',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
