import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { scrub } from '../../../lambda/gateway/scrub.ts';
import { responsesRequestLeaves } from '../../../lambda/openai/responses/responses-request-leaves.ts';
import { createLocalDetector } from '../../../lambda/phi/local-detector.ts';
import { restoreText } from '../../../lambda/tokens/restorer.ts';
import { createTokenBook } from '../../../lambda/tokens/token-book.ts';
import { type CanaryKind, canary, everyCanary, leaksIn, sentencesOf } from '../../support/canaries.ts';
import { FIXED_RESPONSES_PLACES } from '../../support/fixed-responses-places.ts';
import { callerWith, GOING_ON, OWNER, SCOPE } from '../../support/identities.ts';
import { DEFAULT } from '../../support/policies.ts';
import { wholeResponsesRequest } from '../../support/whole-responses-request.ts';

const detector = createLocalDetector();

const scrubbed = async (body: Readonly<Record<string, unknown>>) => {
  const book = createTokenBook({ key: new Sensitive(Buffer.alloc(32)), scope: SCOPE });
  const scope = {
    id: SCOPE,
    owner: OWNER,
    book,
    hashIdentity: () => 'hw_hash',
    hashId: (value: string) => `call_hash_of_${value.length}`,
    hashPayload: () => '',
  };
  const deps = { detector, media: 'block', policy: DEFAULT, caller: callerWith(), scope } as const;
  const { length } = JSON.stringify(body);
  const result = await scrub(responsesRequestLeaves, body, { ...deps, signal: GOING_ON, length });
  return { ...result, text: JSON.stringify(result.body), book };
};

describe('a request for a response', () => {
  it('goes out without a single value, and all of them come back', { timeout: 60_000 }, async () => {
    const planted = everyCanary(31);
    const said = sentencesOf(planted);
    const body = wholeResponsesRequest(() => said);
    const { decision, text, book } = await scrubbed(body);
    expect(decision).toEqual({ kind: 'proceed' });
    expect(leaksIn([['the body that goes out', text]], planted)).toEqual([]);
    const { instructions } = JSON.parse(text) as { instructions: string };
    expect(restoreText(instructions, book, { context: 'text' })).toBe(said);
  });

  it('goes out as it came where there is nothing to find, ids of machines and keys of servers included', async () => {
    const body = {
      model: 'gpt-5.4-mini',
      input: [
        {
          type: 'function_call',
          id: 'fc_dea3e7e1859df16aa7d27f2f663da91014123c4c5f6c40a2d1',
          call_id: 'call_P1msI8XNvhK5mtg9MmZXMfDQ',
          name: 'get_weather',
          arguments: '{"city":null}',
        },
        { type: 'function_call_output', call_id: 'call_P1msI8XNvhK5mtg9MmZXMfDQ', output: 'Rain.' },
      ],
      tools: [
        {
          type: 'mcp',
          server_label: 'weather',
          server_url: 'https://mcp.acme.test/mcp',
          headers: { Authorization: 'Bearer 2Z0ngElxLCiE9tRYmCTdoOehTRmmwQuJ930NI0PZ' },
        },
      ],
    };
    const result = await scrubbed(body);
    expect(result.decision).toEqual({ kind: 'proceed' });
    expect(result.body).toEqual(body);
  });

  it('keeps a call and its result together when their id holds a name', async () => {
    const { body } = await scrubbed({
      model: 'm',
      input: [
        { type: 'function_call', call_id: 'call_John_Smith', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'call_John_Smith', output: 'x' },
      ],
    });
    const ids = (body['input'] as readonly { call_id: string }[]).map(({ call_id }) => call_id);
    expect(ids).toEqual(['call_hash_of_15', 'call_hash_of_15']);
  });

  it('finds a value that is cut over the parts of an item', async () => {
    const parts = (type: string) => [
      { type, text: 'Her SSN is 912-' },
      { type, text: '34-5678, she says.' },
    ];
    const { text } = await scrubbed({
      model: 'm',
      input: [
        { role: 'user', content: parts('input_text') },
        { type: 'function_call_output', call_id: 'c', output: parts('input_text') },
        { type: 'reasoning', id: 'rs_1', summary: parts('summary_text') },
      ],
    });
    expect(text).not.toMatch(/912-|34-5678/);
  });
});

describe('PHI where nothing can be rewritten', () => {
  const kinds: readonly CanaryKind[] = ['name', 'mrn', 'ssn', 'plan'];
  for (const { param, request } of FIXED_RESPONSES_PLACES) {
    it(`refuses the request at ${param}`, async () => {
      for (const kind of kinds) {
        const { sentence } = canary(kind, 7);
        const { decision } = await scrubbed({ model: 'm', input: 'Hi', ...request(sentence) });
        expect({ kind, decision }).toEqual({
          kind,
          decision: { kind: 'refuse', failure: 'phi_in_fixed_text', param, rewritten: false },
        });
      }
    });
  }
});
