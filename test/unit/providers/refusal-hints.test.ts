import { describe, expect, test } from 'vitest';
import { readRefusalHints } from '../../../lambda/providers/refusal-hints.ts';
import { systemTimer } from '../../../lambda/providers/timer.ts';
import { createWatch } from '../../../lambda/providers/watch.ts';

const hintsOf = (body: string | null) =>
  readRefusalHints(
    new Response(body),
    createWatch(systemTimer, new AbortController().signal, 60_000),
    60_000,
  );

const withParam = (param: unknown): string => JSON.stringify({ error: { message: 'x', param } });

describe('param', () => {
  test.each([
    'temperature',
    'messages',
    'messages[3].content',
    'messages.[3].content',
    'messages[3].content[0].image_url.url',
    'messages.3.role',
    'tools[0].function.parameters',
    'response_format.json_schema.name',
    'stream_options.include_usage',
    'input[7].content[0].text',
    'input[2].encrypted_content',
    'reasoning.effort',
    'text.format.schema',
    'prompt.variables',
  ])('%s is handed on', async (param) => {
    expect(await hintsOf(withParam(param))).toEqual({ quotaUsedUp: false, param });
  });

  test.each([
    'patient',
    'metadata.jane_roe',
    'metadata.NAME_4KQ7ZD',
    'messages[0].content: Jane Roe',
    'messages[12345].content',
    'messages[0].contents',
    'messages.contentcontent',
    'temperature\n',
    'temperature ',
    'tools[0].function.parameters.properties.mrn',
    'response_format.json_schema.schema.jane',
    'Messages',
    'prompt.variables.jane_roe',
    'input[0].content: Jane Roe',
    '',
    'messages' + '[0]'.repeat(13),
    7,
    ['temperature'],
    { messages: 1 },
    null,
  ])('%j is not', async (param) => {
    expect(await hintsOf(withParam(param))).toEqual({ quotaUsedUp: false });
  });
});

describe('the quota', () => {
  test.each([
    ['by code', { error: { code: 'insufficient_quota' } }, true],
    ['by type', { error: { type: 'insufficient_quota' } }, true],
    ['another code', { error: { code: 'rate_limit_exceeded' } }, false],
    ['a code beside the error', { code: 'insufficient_quota' }, false],
  ])('%s', async (_, body, quotaUsedUp) => {
    expect(await hintsOf(JSON.stringify(body))).toEqual({ quotaUsedUp });
  });
});

test.each([null, '', 'not JSON', 'null', '[]', '{"error":"insufficient_quota"}', '{"error":null}'])(
  'the body %j tells nothing',
  async (body) => {
    expect(await hintsOf(body)).toEqual({ quotaUsedUp: false });
  },
);

test('a body of more than 64 KB tells nothing', async () => {
  const body = JSON.stringify({ error: { code: 'insufficient_quota', message: 'x'.repeat(70_000) } });
  expect(await hintsOf(body)).toEqual({ quotaUsedUp: false });
});
