import { describe, expect, it } from 'vitest';
import type { ServedExchange } from '../../../local/api-gateway.ts';
import { createExchangeView, formatExchange } from '../../../local/exchange-view.ts';
import { widthOf } from '../../../local/view/lay-out-text.ts';

const exchange = (more: Partial<ServedExchange> = {}): ServedExchange => ({
  method: 'POST',
  path: '/v1/chat/completions',
  status: 200,
  headers: {
    'x-request-id': 'req_1',
    'x-hawthorn-phi': 'NAME=1',
    'content-type': 'application/json',
  },
  body: Buffer.from(JSON.stringify({ choices: [{ message: { content: 'Jane Roe is well.' } }] })),
  complete: true,
  durationMs: 41.6,
  ...more,
});

const received = {
  requestId: 'req_1',
  body: JSON.stringify({ messages: [{ role: 'user', content: 'How is NAME_4KQ7ZD?' }] }),
};
const plain = (columns: number) => ({ columns, colours: false });

describe('formatExchange', () => {
  it('shows both sides beside each other', () => {
    expect(formatExchange(exchange(), received, plain(83)).split('\n')).toEqual([
      'POST /v1/chat/completions  200  42 ms  PHI NAME=1  req_1',
      '── the provider received ─────────────── │ ── the client got ──────────────────────',
      'user: How is NAME_4KQ7ZD?                │ Jane Roe is well.',
      '',
      '',
    ]);
  });

  it('shows one above the other where there is no room', () => {
    expect(formatExchange(exchange(), received, plain(60))).toContain(
      'user: How is NAME_4KQ7ZD?\n── the client got ─',
    );
  });

  it.each([40, 60, 80, 100, 120])('stays within %i columns', (columns) => {
    const long = 'Wörter 日本語 '.repeat(400);
    const text = formatExchange(
      exchange({ body: Buffer.from(JSON.stringify({ content: long })) }),
      { requestId: 'req_1', body: JSON.stringify({ messages: [{ role: 'user', content: long }] }) },
      plain(columns),
    );
    const [, ...lines] = text.split('\n');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
    expect(text).toContain('characters)');
  });

  it('keeps the newest of many messages', () => {
    const messages = Array.from({ length: 100 }, (_, index) => ({
      role: 'user',
      content: `message ${index}`,
    }));
    const text = formatExchange(exchange(), { ...received, body: JSON.stringify({ messages }) }, plain(100));
    expect(text).toContain('message 99');
    expect(text).not.toContain('message 9 ');
    expect(text.split('\n').length).toBeLessThan(32);
  });

  it('says when nothing was sent, and why', () => {
    const body = Buffer.from('{"error":{"code":"dlp_blocked","message":"Blocked.","param":"user"}}');
    const text = formatExchange(exchange({ status: 403, body }), undefined, plain(100));
    expect(text).toContain('(nothing was sent)');
    expect(text).toContain('error dlp_blocked: Blocked. (user)');
  });

  it('is one line for what is no chat', () => {
    const text = formatExchange(
      exchange({ method: 'GET', path: '/healthz', headers: {}, body: Buffer.from('{}') }),
      undefined,
      plain(100),
    );
    expect(text.trimEnd()).toBe('GET /healthz  200  42 ms');
    expect(text.endsWith('\n')).toBe(true);
  });

  it('shows an answer of the Responses API beside its input', () => {
    const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Jane Roe is well.' }] }];
    const answered = exchange({
      path: '/v1/responses',
      body: Buffer.from(JSON.stringify({ object: 'response', output })),
    });
    const asked = { requestId: 'req_1', body: '{"input":[{"role":"user","content":"How is NAME_4KQ7ZD?"}]}' };
    expect(formatExchange(answered, asked, plain(83))).toContain(
      'user: How is NAME_4KQ7ZD?                │ Jane Roe is well.',
    );
  });

  it.each([
    ['GET', '/v1/responses/resp_1', { object: 'response', output: [{ content: [{ text: 'Jane Roe' }] }] }],
    ['DELETE', '/v1/responses/resp_1', { object: 'response', id: 'resp_1', deleted: true }],
    [
      'GET',
      '/v1/conversations/conv_1/items',
      { object: 'list', data: [{ content: [{ text: 'Jane Roe' }] }] },
    ],
    ['POST', '/v1/conversations', { object: 'conversation', id: 'conv_1' }],
  ])('is one line for %s %s, of which no provider knows', (method, path, body) => {
    const kept = exchange({ method, path, body: Buffer.from(JSON.stringify(body)) });
    expect(formatExchange(kept, undefined, plain(100)).trimEnd()).toBe(
      `${method} ${path}  200  42 ms  PHI NAME=1  req_1`,
    );
  });

  it('says why such a call was refused', () => {
    const body = Buffer.from('{"error":{"code":"not_found","message":"No such response.","param":"id"}}');
    const refused = exchange({ method: 'GET', path: '/v1/responses/resp_1', status: 404, body });
    expect(formatExchange(refused, undefined, plain(100))).toContain(
      'error not_found: No such response. (id)',
    );
  });

  it('says when the client went away', () => {
    expect(formatExchange(exchange({ complete: false }), received, plain(100))).toContain(
      'the client went away',
    );
  });

  it('uses colours only where asked, and lets no text steer the terminal', () => {
    const body = JSON.stringify({ messages: [{ role: 'user', content: '\u001b[31mNAME_4KQ7ZD' }] });
    const asked = { requestId: 'req_1', body };
    const spoiled = exchange({ path: '/\u001b[2J' });
    expect(formatExchange(spoiled, asked, plain(100))).not.toContain('\u001b');
    expect(formatExchange(exchange(), asked, { columns: 100, colours: true })).toContain(
      '\u001b[36mNAME_4KQ7ZD\u001b[0m',
    );
  });
});

describe('createExchangeView', () => {
  it('brings both sides together by the id of the request', () => {
    const printed: string[] = [];
    const view = createExchangeView(
      (text) => printed.push(text),
      () => plain(100),
    );
    view.onReceived({ requestId: undefined, body: 'x' });
    view.onReceived(received);
    view.onReceived({ ...received, requestId: 'req_2' });
    view.onExchange(exchange());
    view.onExchange(exchange());
    expect(printed[0]).toContain('NAME_4KQ7ZD');
    expect(printed[1]).toContain('(nothing was sent)');
  });
});
