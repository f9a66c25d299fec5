import { describe, expect, test } from 'vitest';
import { Sensitive } from '../../../../lambda/contract/sensitive.ts';
import { foundStrings } from '../../../../lambda/gateway/inspection/found-strings.ts';
import { scrub } from '../../../../lambda/gateway/scrub.ts';
import { chatRequestLeaves } from '../../../../lambda/openai/chat/chat-request-leaves.ts';
import { createLocalDetector } from '../../../../lambda/phi/local-detector.ts';
import { createTokenBook } from '../../../../lambda/tokens/token-book.ts';
import { callerWith, GOING_ON, OWNER, SCOPE } from '../../../support/identities.ts';
import { policyOf } from '../../../support/policies.ts';

const detector = createLocalDetector();

const found = async (body: Readonly<Record<string, unknown>>, policy: object = {}) => {
  const scope = {
    id: SCOPE,
    owner: OWNER,
    book: createTokenBook({ key: new Sensitive(Buffer.alloc(32, 7)), scope: SCOPE }),
    hashIdentity: (value: string) => `hash_of_${value.length}`,
    hashId: (value: string) => `call_hash_of_${value.length}`,
    hashPayload: () => '',
  };
  const deps = { detector, media: 'block', policy: policyOf(policy), caller: callerWith(), scope } as const;
  const { length } = JSON.stringify(body);
  const scrubbed = await scrub(chatRequestLeaves, body, { ...deps, signal: GOING_ON, length });
  const strings = foundStrings(chatRequestLeaves, body, scrubbed.leaves, scope);
  return { scrubbed, telling: strings.filter(({ isTelling }) => isTelling) };
};

const saying = (content: unknown) => ({ model: 'standard', messages: [{ role: 'user', content }] });

/** What the findings of a message point at, in the very string that the caller sent. */
const pointedAt = async (content: string): Promise<string[]> => {
  const { telling } = await found(saying(content));
  expect(telling).toHaveLength(1);
  return telling[0]!.findings.map(({ start, end }) => content.slice(start, end));
};

describe('the places of findings', () => {
  test.each([
    ['in a text', 'Jane Roe, MRN 48215733', ['Jane Roe', '48215733']],
    ['behind emoji', '👩🏽‍⚕️😀 Patient: Jane Roe, MRN 48215733', ['Jane Roe', '48215733']],
    [
      'in a JSON document, keys and numbers among it',
      '{"patient": "Jane Roe", "mrn": 48215733, "note": "😀 Call 415-555-0134"}',
      ['Jane Roe', '48215733', '415-555-0134'],
    ],
    [
      'behind escapes',
      String.raw`{"note": "\ud83d\ude00\n\"Patient: Jane Roe\", MRN 48215733"}`,
      ['Jane Roe', '48215733'],
    ],
    [
      'in a document within a document',
      JSON.stringify({ raw: JSON.stringify({ note: '"😀"\n Patient: Jane Roe, MRN 48215733' }) }),
      ['Jane Roe', '48215733'],
    ],
  ])('%s', async (_, content, expected) => {
    expect(await pointedAt(content)).toEqual(expected);
  });

  test('a document goes out as one string, with the tokens that its findings name', async () => {
    const content = '{"a": "Patient: Jane Roe", "b": ["MRN 48215733", {"c": "Jane Roe"}]}';
    const { scrubbed, telling } = await found(saying(content));
    const [{ tokenised, findings }] = telling as [(typeof telling)[0]];
    const [name, mrn, again] = findings.map(({ token }) => token);
    expect(again).toBe(name);
    expect(tokenised).toBe(`{"a": "Patient: ${name}", "b": ["MRN ${mrn}", {"c": "${name}"}]}`);
    expect(scrubbed.body['messages']).toEqual([{ role: 'user', content: tokenised }]);
  });

  test('equal documents are told apart, though a key of the caller’s hides which is which', async () => {
    const document = '{"who": "Patient: Jane Roe"}';
    const { telling } = await found({ ...saying('Hello'), metadata: { a: document, b: document } });
    expect(telling.map(({ path, findings }) => [path, findings.length])).toEqual([
      ['metadata.*', 1],
      ['metadata.*', 1],
    ]);
  });
});

describe('what is told', () => {
  test('who the end user is and ids that hold PHI, as the hashes that go out', async () => {
    const body = {
      ...saying('Hello'),
      user: 'jane.roe',
      messages: [{ role: 'tool', tool_call_id: 'call_jane.roe@example.com', content: 'done' }],
    };
    const { telling } = await found(body);
    expect(telling.map(({ path, kind, tokenised }) => [path, kind, tokenised])).toEqual(
      expect.arrayContaining([
        ['user', 'identity', 'hash_of_8'],
        ['messages[0].tool_call_id', 'id', 'call_hash_of_25'],
      ]),
    );
  });

  test('a name that can’t be rewritten, without the name', async () => {
    const { telling, scrubbed } = await found({
      ...saying('Hello'),
      tools: [{ type: 'function', function: { name: 'call_415_555_0134_jane_roe_example' } }],
      messages: [{ role: 'user', name: 'Jane.Roe@example.com', content: 'Hello' }],
    });
    expect(scrubbed.decision.kind).toBe('refuse');
    expect(telling).toContainEqual(
      expect.objectContaining({ path: 'messages[0].name', kind: 'fixed', tokenised: null, findings: [] }),
    );
  });

  test('nothing of strings in which nothing was found', async () => {
    const { telling } = await found(saying('Which doses of aspirin are usual?'));
    expect(telling).toEqual([]);
  });

  test('what the policy keeps and blocks, and by which rule', async () => {
    const policy = { actions: { PHONE: 'keep', EMAIL: 'block' } };
    const content = 'Jane Roe, 67 years, 415-555-0134, jane@example.com';
    const { telling } = await found(saying(content), policy);
    expect(
      telling[0]?.findings.map(({ type, action, rule, token }) => [type, action, rule, token === null]),
    ).toEqual(
      expect.arrayContaining([
        ['NAME', 'tokenise', 'action', false],
        ['PHONE', 'keep', 'action', true],
        ['EMAIL', 'block', 'action', false],
      ]),
    );
  });
});
