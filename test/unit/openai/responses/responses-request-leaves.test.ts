import { describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../../lambda/contract/gateway-error.ts';
import type { Leaf } from '../../../../lambda/openai/leaf.ts';
import { responsesRequestLeaves } from '../../../../lambda/openai/responses/responses-request-leaves.ts';
import { sealedPartsIn } from '../../../../lambda/openai/sealed-parts.ts';
import { wholeResponsesRequest } from '../../../support/whole-responses-request.ts';

const walk = (body: unknown, visit: (leaf: Leaf) => string = ({ text }) => text) =>
  responsesRequestLeaves(body, '', visit);

const leavesOf = (body: unknown): Leaf[] => {
  const leaves: Leaf[] = [];
  walk(body, (leaf) => {
    leaves.push(leaf);
    return leaf.text;
  });
  return leaves;
};

const asked = (...input: readonly unknown[]) => ({ model: 'm', input });
const offered = (...tools: readonly unknown[]) => ({ model: 'm', input: 'Hi', tools });
const said = (content: unknown, role = 'user') => asked({ type: 'message', role, content });

/** The kinds of the leaves with a text, by their paths. */
const kindsOf = (body: unknown, text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    leavesOf(body)
      .filter((leaf) => leaf.text === text)
      .map(({ path, kind }) => [path, kind]),
  );

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...stringsIn(item)]);
};

describe('the leaves of a request for a response', () => {
  it('visits every text of every field, where it may be rewritten', () => {
    const planted: string[] = [];
    const body = wholeResponsesRequest((place) => {
      planted.push(`«${place}»`);
      return `«${place}»`;
    });
    const visited = leavesOf(body)
      .filter(({ kind }) => kind === 'text' || kind === 'identity')
      .map(({ text }) => text);
    expect(new Set(planted).size).toBeGreaterThan(100);
    for (const text of planted) expect(visited).toContain(text);
  });

  it('lets no string through unvisited, but for the kinds of things', () => {
    const rewritten = walk(
      wholeResponsesRequest((place) => place),
      (leaf) => `#${leaf.text}`,
    );
    const untouched = stringsIn(rewritten).filter((text) => !text.startsWith('#') && !text.startsWith('{'));
    const keys = new Set(stringsIn(wholeResponsesRequest(() => '')).filter((text) => /^[\w$]+$/.test(text)));
    expect(untouched.filter((text) => !keys.has(text))).toEqual([]);
  });

  it('changes nothing when nothing is to be changed, but fills in a missing type', () => {
    const body = wholeResponsesRequest((place) => place);
    const [first, ...rest] = body.input;
    expect(walk(body)).toEqual({ ...body, input: [{ type: 'message', ...first }, ...rest] });
    expect(JSON.stringify(walk(walk(body)))).toBe(JSON.stringify(walk(body)));
  });

  it('looks into JSON in strings and says what a bare value is called', () => {
    const found = leavesOf({
      ...asked(
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"mrn":12345678}' },
        { type: 'function_call_output', call_id: 'c', output: '[{"dob":"1/2/1960"}]' },
        {
          type: 'local_shell_call',
          action: { type: 'exec', command: ['ls'], env: { PATIENT: 'Roe' } },
        },
        { type: 'file_search_call', results: [{ attributes: { mrn: 48215733 } }] },
      ),
      prompt: { id: 'p', variables: { last_name: 'Roe' } },
      tools: [{ type: 'file_search', filters: { type: 'eq', key: 'patient', value: 'Poe' } }],
    });
    expect(found).toEqual(
      expect.arrayContaining([
        { kind: 'text', path: 'input[0].arguments', text: '12345678', label: 'mrn' },
        { kind: 'text', path: 'input[1].output', text: '1/2/1960', label: 'dob' },
        { kind: 'text', path: 'input[2].action.env.*', text: 'Roe', label: 'PATIENT' },
        { kind: 'text', path: 'input[3].results[0].attributes.*', text: '48215733', label: 'mrn' },
        { kind: 'text', path: 'prompt.variables.*', text: 'Roe', label: 'last_name' },
        { kind: 'text', path: 'tools[0].filters.value', text: 'Poe', label: 'patient' },
      ]),
    );
  });

  it('gives no key of the caller in a path', () => {
    const paths = leavesOf({
      ...asked({ type: 'message', role: 'user', content: 'x', 'Jane Roe': 'y' }),
      metadata: { 'Jane Roe': 'y' },
      prompt: { id: 'p', variables: { 'Jane Roe': 'z' } },
      tools: [{ type: 'mcp', server_label: 'l', headers: { 'Jane Roe': 'z' } }],
      unheard_of: { 'Jane Roe': 'z' },
    });
    expect(paths.map(({ path }) => path).join()).not.toMatch(/Jane|unheard_of/);
  });

  it('walks a value of a wrong type as free JSON, so that nothing hides behind it', () => {
    const body = {
      ...asked(
        { type: 'function_call_output', call_id: { a: ['Jane Roe'] }, output: null },
        { type: 'web_search_call', action: { type: 'search', queries: { a: 'Jane Poe' } } },
        { type: 'message', role: 'user', content: [{ type: 'input_image', image_url: { a: 'Jane Moe' } }] },
      ),
      temperature: ['Jane Doe'],
      truncation: { a: 'Jane Coe' },
    };
    const visited = leavesOf(body).map(({ text }) => text);
    expect(visited).toEqual(
      expect.arrayContaining(['Jane Roe', 'Jane Poe', 'Jane Moe', 'Jane Doe', 'Jane Coe']),
    );
  });
});

describe('an item without its type', () => {
  it('is a message when it has a role, whatever else it has', () => {
    const items = [
      { role: 'user', content: 'Hi' },
      { type: null, role: 'assistant', id: 'msg_1', content: [{ type: 'output_text', text: 'Hello' }] },
    ];
    expect(walk(asked(...items))).toEqual(
      asked({ type: 'message', role: 'user', content: 'Hi' }, { ...items[1], type: 'message' }),
    );
  });

  it('refers to another one when it has no more than an id', () => {
    const reference = { type: 'item_reference', id: 'msg_1' };
    expect(walk(asked({ id: 'msg_1' }, { id: 'msg_1', type: null }, reference))).toEqual(
      asked(reference, reference, reference),
    );
  });

  it('is refused when it is neither', () => {
    expect(() => leavesOf(asked({ id: 'msg_1', content: 'x' }))).toThrow(
      expect.objectContaining({ failure: 'unknown_kind', detail: { param: 'input[0].type' } }),
    );
  });
});

describe('what nobody knows', () => {
  const output = { type: 'function_call_output', call_id: 'c' };
  const refused: readonly [string, unknown][] = [
    ['input[1].type', asked({ role: 'user', content: 'x' }, { type: 'hologram' })],
    ['input[0].type', asked({ type: 'agent_message', content: [] })],
    ['input[0].type', asked('a bare string')],
    ['input[0].role', said('x', 'nurse')],
    ['input[0].role', asked({ type: 'message', content: 'x' })],
    ['input[0].content[0].type', said([{ type: 'hologram', text: 'x' }])],
    ['input[0].content[1].type', said([{ type: 'input_text', text: 'x' }, { text: 'no type' }])],
    ['input[0].content[0].type', said(['a bare string'])],
    ['input[0].content[0].type', said([{ type: 'image_url', image_url: { url: 'x' } }])],
    ['input[0].output[0].type', asked({ ...output, output: [{ type: 'encrypted_content' }] })],
    ['input[0].output.type', asked({ type: 'computer_call_output', output: { type: 'video' } })],
    ['input[0].summary[0].type', asked({ type: 'reasoning', summary: [{ type: 'dream' }] })],
    ['input[0].action.type', asked({ type: 'web_search_call', action: { type: 'guess' } })],
    ['input[0].actions[0].type', asked({ type: 'computer_call', actions: [{ type: 'kick' }] })],
    ['input[0].action.type', asked({ type: 'local_shell_call', action: { type: 'fork' } })],
    ['input[0].operation.type', asked({ type: 'apply_patch_call', operation: { type: 'move_file' } })],
    ['input[0].outputs[0].type', asked({ type: 'code_interpreter_call', outputs: [{ type: 'x' }] })],
    ['input[0].output[0].outcome.type', asked({ type: 'shell_call_output', output: [{ outcome: {} }] })],
    ['input[0].tools[0].type', asked({ type: 'additional_tools', tools: [{ type: 'telepathy' }] })],
    ['input[0].tools[0].type', asked({ type: 'tool_search_output', tools: [{ type: 'telepathy' }] })],
    ['input[0].text.format.type', asked({ type: 'configuration_update', text: { format: { type: 'xml' } } })],
    ['tools[0].type', offered({ type: 'telepathy' })],
    ['tools[0].tools[0].type', offered({ type: 'namespace', name: 'n', tools: [{ type: 'telepathy' }] })],
    ['tools[0].environment.type', offered({ type: 'shell', environment: { type: 'moon' } })],
    [
      'tools[0].environment.skills[0].type',
      offered({ type: 'shell', environment: { type: 'container_auto', skills: [{ type: 'x' }] } }),
    ],
    ['tools[0].format.type', offered({ type: 'custom', name: 'c', format: { type: 'xml' } })],
    ['text.format.type', { ...asked(), text: { format: { type: 'xml' } } }],
    ['prompt.variables.*.type', { ...asked(), prompt: { id: 'p', variables: { a: { type: 'x' } } } }],
  ];
  for (const [param, body] of refused) {
    it(`is refused at ${param}`, () => {
      expect(() => leavesOf(body)).toThrow(
        expect.objectContaining({
          failure: 'unknown_kind',
          detail: { param },
        } satisfies Partial<GatewayError>),
      );
    });
  }
});

describe('what is no text', () => {
  it('is media where it shows something, each piece by itself; the names of files are read', () => {
    const body = {
      ...asked(
        {
          role: 'user',
          content: [
            { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,AAAA', file_id: null },
            { type: 'input_image', detail: 'auto', file_id: 'file_1' },
            { type: 'input_file', file_data: 'AAAA', filename: 'Jane Roe.pdf' },
            { type: 'input_file', file_url: 'https://acme.test/a.pdf' },
            { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
          ],
        },
        { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image', image_url: 'x' }] },
        {
          type: 'computer_call_output',
          call_id: 'c',
          output: { type: 'computer_screenshot', image_url: 'x' },
        },
        { type: 'image_generation_call', id: 'ig_1', result: 'AAAA' },
        { type: 'code_interpreter_call', outputs: [{ type: 'image', url: 'data:image/png;base64,AAAA' }] },
      ),
      prompt: { id: 'p', variables: { scan: { type: 'input_file', file_id: 'file_1' } } },
      tools: [
        { type: 'image_generation', input_image_mask: { image_url: 'x' } },
        {
          type: 'shell',
          environment: {
            type: 'container_auto',
            skills: [{ type: 'inline', name: 'n', description: 'd', source: { data: 'AAAA' } }],
          },
        },
      ],
    };
    const leaves = leavesOf(body);
    expect(leaves.filter(({ kind }) => kind === 'media').map(({ path }) => path)).toEqual([
      'input[0].content[0].image_url',
      'input[0].content[1].file_id',
      'input[0].content[2].file_data',
      'input[0].content[3].file_url',
      'input[0].content[4].input_audio',
      'input[1].output[0].image_url',
      'input[2].output.image_url',
      'input[3].result',
      'input[4].outputs[0].url',
      'prompt.variables.*.file_id',
      'tools[0].input_image_mask.image_url',
      'tools[1].environment.skills[0].source',
    ]);
    expect(kindsOf(body, 'Jane Roe.pdf')).toEqual({ 'input[0].content[2].filename': 'text' });
  });

  it('is sealed where only the provider can read it; the gateway finds the same parts by their names', () => {
    const body = asked(
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed thought' },
      { type: 'compaction', encrypted_content: 'sealed history' },
      { type: 'program', id: 'p_1', call_id: 'c', code: 'x', fingerprint: 'seal of code' },
    );
    const sealed = leavesOf(body).filter(({ kind }) => kind === 'opaque');
    expect(sealed.map(({ path }) => path)).toEqual([
      'input[0].encrypted_content',
      'input[1].encrypted_content',
      'input[2].fingerprint',
    ]);
    expect(sealedPartsIn(body.input)).toEqual(sealed.map(({ text }) => text));
  });

  it('says who the end user is', () => {
    const body = { ...asked(), user: 'Roe', safety_identifier: 'Roe', prompt_cache_key: 'Roe' };
    expect(kindsOf(body, 'Roe')).toEqual({
      user: 'identity',
      safety_identifier: 'identity',
      prompt_cache_key: 'identity',
    });
  });

  it('joins a call to its result by an id that may be replaced, the same everywhere', () => {
    const body = asked(
      { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'x' },
      { type: 'shell_call', call_id: 'call_1', caller: { type: 'program', caller_id: 'call_1' } },
      { type: 'mcp_approval_response', approval_request_id: 'call_1', approve: true },
    );
    expect(kindsOf(body, 'call_1')).toEqual({
      'input[0].call_id': 'id',
      'input[1].call_id': 'id',
      'input[2].call_id': 'id',
      'input[2].caller.caller_id': 'id',
      'input[3].approval_request_id': 'id',
    });
  });

  it('is a number with a meaning of its own, not somebody’s', () => {
    const body = {
      ...asked(
        { type: 'shell_call', call_id: 'c', action: { commands: ['ls'], timeout_ms: 120_000 } },
        { type: 'computer_call', actions: [{ type: 'move', x: 10_240, y: 76_800 }] },
      ),
      max_output_tokens: 100_000,
      context_management: [{ type: 'compaction', compact_threshold: 200_000 }],
    };
    expect(leavesOf(body).filter(({ text }) => /^\d+$/.test(text))).toEqual([]);
  });
});

describe('addresses', () => {
  it('of pages that the model has read are texts, since the caller’s values were put back into them', () => {
    const address = 'https://acme.test/?q=Jane%20Roe';
    const body = asked(
      { type: 'web_search_call', action: { type: 'open_page', url: address } },
      { type: 'web_search_call', action: { type: 'search', sources: [{ type: 'url', url: address }] } },
      {
        role: 'assistant',
        content: [{ type: 'output_text', text: 'x', annotations: [{ type: 'url_citation', url: address }] }],
      },
    );
    expect(Object.values(kindsOf(body, address))).toEqual(['text', 'text', 'text']);
  });

  it('of servers are fixed, and so is what the caller lends them', () => {
    const policy = {
      type: 'allowlist',
      allowed_domains: ['x.test'],
      domain_secrets: [{ domain: 'x.test', name: 'KEY', value: 'x.test' }],
    };
    const body = offered(
      { type: 'web_search', filters: { allowed_domains: ['x.test'] } },
      {
        type: 'mcp',
        server_label: 'l',
        server_url: 'x.test',
        authorization: 'x.test',
        headers: { a: 'x.test' },
      },
      { type: 'code_interpreter', container: { type: 'auto', network_policy: policy } },
    );
    expect(kindsOf(body, 'x.test')).toEqual({
      'tools[0].filters.allowed_domains[0]': 'fixed',
      'tools[1].server_url': 'fixed',
      'tools[1].authorization': 'fixed',
      'tools[1].headers.*': 'fixed',
      'tools[2].container.network_policy.allowed_domains[0]': 'fixed',
      'tools[2].container.network_policy.domain_secrets[0].domain': 'fixed',
      'tools[2].container.network_policy.domain_secrets[0].value': 'fixed',
    });
  });
});

describe('log probabilities in a history', () => {
  it('don’t go out: they spell the text', () => {
    const logprobs = [{ token: 'Roe', bytes: [82, 111, 101], logprob: -1, top_logprobs: [] }];
    const part = { type: 'output_text', text: 'Roe', annotations: [] };
    expect(JSON.parse(JSON.stringify(walk(said([{ ...part, logprobs }], 'assistant'))))).toEqual(
      said([part], 'assistant'),
    );
  });
});
