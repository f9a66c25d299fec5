import { describe, expect, it } from 'vitest';
import { answeredTexts } from '../../../../local/view/answered-text.ts';
import { receivedTexts } from '../../../../local/view/received-text.ts';

const JSON_TYPE = 'application/json';
const chunk = (index: number, delta: unknown): string =>
  `data: ${JSON.stringify({ choices: [{ index, delta }] })}\n\n`;

describe('answeredTexts', () => {
  it('reads plain answers of both dialects, with their calls', () => {
    const body = {
      choices: [
        { message: { content: 'Hello', tool_calls: [{ function: { name: 'f', arguments: '{"a":1}' } }] } },
        { message: { content: null, refusal: 'No.' } },
      ],
    };
    expect(answeredTexts(JSON.stringify(body), JSON_TYPE)).toEqual(['Hello\n→ f({"a":1})', 'No.']);
    expect(answeredTexts('{"content":"Hello"}', JSON_TYPE)).toEqual(['Hello']);
  });

  it('puts a stream together, choice by choice and call by call', () => {
    const body = [
      chunk(0, { role: 'assistant', content: '' }),
      ': keep-alive\n\n',
      chunk(0, { content: 'Hel' }),
      chunk(1, { tool_calls: [{ index: 0, function: { name: 'f', arguments: '' } }] }),
      chunk(0, { content: 'lo' }),
      chunk(1, { tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
      chunk(1, { tool_calls: [{ index: 1, function: { name: 'g', arguments: '[' } }] }),
      'data: {"choices":[],"usage":{}}\n\n',
      'data: [DONE]\n\n',
    ].join('');
    expect(answeredTexts(body, 'text/event-stream; charset=utf-8')).toEqual(['Hello', '→ f({})\n→ g([)']);
  });

  it('shows errors, also those at the end of a stream', () => {
    const error = { error: { code: 'dlp_blocked', message: 'Blocked.', param: 'user' } };
    expect(answeredTexts(JSON.stringify(error), JSON_TYPE)).toEqual(['error dlp_blocked: Blocked. (user)']);
    const body = `${chunk(0, { content: 'Hel' })}data: {"error":{"code":"provider_error","message":"Cut."}}\n\n`;
    expect(answeredTexts(body, 'text/event-stream')).toEqual(['Hel', 'error provider_error: Cut.']);
  });

  it('gives nothing for other bodies', () => {
    expect(answeredTexts('{"data":[]}', JSON_TYPE)).toEqual([]);
    expect(answeredTexts('{"cut', JSON_TYPE)).toEqual([]);
  });
});

describe('receivedTexts', () => {
  it('reads messages of every kind', () => {
    const body = {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Look:' }, { type: 'image_url' }] },
        { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: '{}' } }] },
        { role: 'assistant', function_call: { name: 'g', arguments: '[]' } },
        { role: 'tool', content: 'done' },
      ],
    };
    expect(receivedTexts(JSON.stringify(body))).toEqual([
      'user: Look:\n[image_url]',
      'assistant: → f({})',
      'assistant: → g([])',
      'tool: done',
    ]);
  });

  it('shows a body that is no JSON as it is', () => {
    expect(receivedTexts('{')).toEqual(['{']);
  });
});
