import { describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../../lambda/contract/gateway-error.ts';
import { chatRequestLeaves } from '../../../../lambda/openai/chat/chat-request-leaves.ts';
import type { Leaf } from '../../../../lambda/openai/leaf.ts';
import { wholeChatRequest } from '../../../support/whole-chat-request.ts';

const leavesOf = (body: unknown): Leaf[] => {
  const leaves: Leaf[] = [];
  chatRequestLeaves(body, '', (leaf) => {
    leaves.push(leaf);
    return leaf.text;
  });
  return leaves;
};

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...stringsIn(item)]);
};

const message = (content: unknown, role = 'user') => ({ model: 'm', messages: [{ role, content }] });

describe('the leaves of a chat request', () => {
  it('visits every text of every field', () => {
    const planted: string[] = [];
    const body = wholeChatRequest((place) => {
      planted.push(`«${place}»`);
      return `«${place}»`;
    });
    const visited = leavesOf(body).map(({ text }) => text);
    expect(planted.length).toBeGreaterThan(40);
    for (const text of planted) expect(visited).toContain(text);
  });

  it('lets no string through unvisited, but for what was checked against a closed set', () => {
    const rewritten = chatRequestLeaves(
      wholeChatRequest((place) => place),
      '',
      (leaf) => `#${leaf.text}`,
    );
    const untouched = stringsIn(rewritten).filter((text) => !text.startsWith('#') && !text.startsWith('{'));
    const known = new Set([
      ...['text', 'function', 'custom', 'refusal', 'grammar', 'json_schema'],
      ...['developer', 'system', 'user', 'assistant', 'tool'],
    ]);
    const keys = new Set(stringsIn(wholeChatRequest(() => '')).filter((text) => /^[\w$]+$/.test(text)));
    expect(untouched.filter((text) => !known.has(text) && !keys.has(text))).toEqual([]);
  });

  it('changes nothing when nothing is to be changed', () => {
    const body = wholeChatRequest((place) => place);
    expect(chatRequestLeaves(body, '', ({ text }) => text)).toEqual(body);
  });

  it('looks into JSON in strings, at any depth, and says what a value is called', () => {
    const document = JSON.stringify({ a: { mrn: 12345678, inner: JSON.stringify({ dob: '1/2/1960' }) } });
    expect(leavesOf(message(document))).toEqual(
      expect.arrayContaining([
        { kind: 'text', path: 'messages[0].content', text: '12345678', label: 'mrn' },
        { kind: 'text', path: 'messages[0].content', text: '1/2/1960', label: 'dob' },
        { kind: 'text', path: 'messages[0].content', text: 'mrn' },
      ]),
    );
  });

  it('keeps every byte of a JSON string around what it replaces', () => {
    const document = '{ "name" : "Ann",\n\t"n": 1.50, "big": 12345678901234567890, "name": "Bea" }';
    const rewritten = chatRequestLeaves(message(document), '', ({ text }) =>
      text === 'Bea' ? 'NAME_1' : text,
    );
    expect(rewritten).toEqual(message(document.replace('Bea', 'NAME_1')));
  });

  it('gives no key of the caller in a path', () => {
    const paths = leavesOf({
      ...message('x'),
      metadata: { 'Jane Roe': 'y' },
      unheard_of: { 'Jane Roe': 'z' },
    });
    expect(paths.map(({ path }) => path).join()).not.toMatch(/Jane|unheard_of/);
  });

  const refused: readonly [string, unknown][] = [
    ['messages[0].role', message('x', 'nurse')],
    ['messages[0].content[0].type', message([{ type: 'hologram', text: 'x' }])],
    ['messages[0].content[0].type', message([{ text: 'no type' }])],
    ['messages[0].content[0].type', message(['a bare string'])],
    ['messages[0].content[0].type', message([{ type: 'image_url' }], 'system')],
    ['tools[0].type', { ...message('x'), tools: [{ type: 'telepathy' }] }],
    ['response_format.type', { ...message('x'), response_format: { type: 'xml' } }],
    ['tool_choice.type', { ...message('x'), tool_choice: { type: 'mcp' } }],
    ['messages[0].tool_calls[0].type', { messages: [{ role: 'assistant', tool_calls: [{ type: 'x' }] }] }],
  ];
  for (const [param, body] of refused) {
    it(`refuses a kind that it doesn't know at ${param}`, () => {
      expect(() => leavesOf(body)).toThrow(
        expect.objectContaining({
          failure: 'unknown_kind',
          detail: { param },
        } satisfies Partial<GatewayError>),
      );
    });
  }

  it('walks a value of a wrong type as free JSON, so that nothing hides behind it', () => {
    const visited = leavesOf({
      messages: [{ role: 'tool', tool_call_id: { a: ['Jane Roe'] }, content: null }],
      user: ['Jane Poe'],
    });
    expect(visited.map(({ text }) => text)).toEqual(expect.arrayContaining(['Jane Roe', 'Jane Poe']));
  });

  it('takes pictures, sounds and files as one leaf each', () => {
    const body = message([
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      { type: 'file', file: { file_data: 'AAAA', filename: 'Jane Roe.pdf' } },
    ]);
    expect(
      leavesOf(body)
        .filter(({ kind }) => kind === 'media')
        .map(({ path }) => path),
    ).toEqual([
      'messages[0].content[0].image_url',
      'messages[0].content[1].input_audio',
      'messages[0].content[2].file',
    ]);
  });
});
