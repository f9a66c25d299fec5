import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../../../lambda/contract/environment.ts';
import { BLOCKED, errorOf, expectError } from '../../support/client-error.ts';
import { tokensOf } from '../../support/openai-wire.ts';
import { answering, sentResponsesBody } from '../../support/responses-wire.ts';
import { serveGateway } from '../../support/served-gateway.ts';
import { storedEvents } from '../../support/stored-text.ts';

const MODEL = 'gpt-5.4-mini';
const IMAGE = {
  type: 'input_image',
  detail: 'auto',
  image_url: 'data:image/png;base64,iVBORw0KGgo=',
} as const;
const FILE = { type: 'input_file', filename: 'maria gonzalez.pdf', file_data: 'JVBERi0=' } as const;

const about = (...parts: OpenAI.Responses.ResponseInputContent[]): OpenAI.Responses.ResponseInput => [
  { role: 'user', content: [{ type: 'input_text', text: 'What ails patient Maria Gonzalez?' }, ...parts] },
];

describe('B8: media that policy blocks', () => {
  const { openai, provider, raw, event } = serveGateway();

  test.each<[string, OpenAI.Responses.ResponseInput, string]>([
    ['an image', about(IMAGE), 'input[0].content[1].image_url'],
    [
      'an image by its address',
      about({ ...IMAGE, image_url: 'https://example.org/x.png' }),
      'input[0].content[1].image_url',
    ],
    [
      'an image by its id',
      about({ type: 'input_image', detail: 'auto', file_id: 'file_1' }),
      'input[0].content[1].file_id',
    ],
    ['a file', about(FILE), 'input[0].content[1].file_data'],
    [
      'a file by its address',
      about({ type: 'input_file', file_url: 'https://example.org/x' }),
      'input[0].content[1].file_url',
    ],
    [
      'an image that a tool gave',
      [{ type: 'function_call_output', call_id: 'call_1', output: [IMAGE] }],
      'input[0].output[0].image_url',
    ],
    [
      'a picture of a screen',
      [
        {
          type: 'computer_call_output',
          call_id: 'call_1',
          output: { type: 'computer_screenshot', image_url: IMAGE.image_url },
        } as const,
      ],
      'input[0].output.image_url',
    ],
  ])('%s', async (_, input, param) => {
    provider(answering(() => 'Fine.'));
    for (const stream of [false, true]) {
      const error = await errorOf(openai().responses.create({ model: MODEL, input, stream }));
      expectError(error, { ...BLOCKED, param });
    }
    expect(raw()).toEqual([]);
    expect(await event('denied')).toMatchObject({ reason: 'media_blocked', param });
  });
});

describe('a tenant whose policy lets media pass', () => {
  const { gateway, openai, provider, raw, event } = serveGateway({
    environment: { [ENVIRONMENT.media]: 'allow' },
  });

  test('sends them as they are, but for a file’s name, beside scrubbed text; the audit counts them', async () => {
    provider(answering(([name]) => `${name} has a cold.`));
    const answer = await openai().responses.create({ model: MODEL, input: about(IMAGE, FILE) });
    expect(answer.output_text).toBe('Maria Gonzalez has a cold.');
    const [item] = sentResponsesBody(raw()[0]!).input;
    const [name = '', ...rest] = tokensOf(JSON.stringify(item));
    const inFile = rest.at(-1) ?? '';
    expect(item?.['content']).toMatchObject([
      { type: 'input_text', text: expect.stringMatching(`^What ails patient ${name}\\?(\n|$)`) as string },
      IMAGE,
      { ...FILE, filename: `${inFile}.pdf` },
    ]);
    expect(await event('opened')).toMatchObject({ mediaParts: 2 });
  });

  test('sends no text in their place', async () => {
    provider(answering(() => 'Fine.'));
    const text = 'Patient Maria Gonzalez, SSN 536-22-8714';
    const parts = [
      { type: 'input_image', image_url: text },
      { type: 'input_image', image_url: `data:text/plain,${encodeURIComponent(text)}` },
      { type: 'input_image', image_url: `data:image/png;name=${text};base64,iVBORw0KGgo=` },
      { type: 'input_image', image_url: `data:image/png;base64,${text}` },
      { type: 'input_image', file_id: text },
      { type: 'input_file', file_data: JSON.stringify({ ssn: '536-22-8714' }) },
      { type: 'input_audio', input_audio: { data: text, format: 'wav' } },
      { type: 'input_audio', input_audio: { data: { note: text }, format: 'wav' } },
    ];
    for (const part of parts) {
      const input = [{ role: 'user', content: [part] }];
      await gateway().post({ model: MODEL, input, store: false }, {}, '/v1/responses');
    }
    const call = { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: text };
    await gateway().post({ model: MODEL, input: [call], store: false }, {}, '/v1/responses');
    // Of the last sound its note could be rewritten.
    expect(raw()).toHaveLength(1);
    expect(raw()[0]?.body).not.toMatch(/Gonzalez|536-22/);
  });

  test('sends bytes and addresses of every kind', async () => {
    provider(answering(() => 'Fine.'));
    const base64 = Buffer.alloc(3_000, 'scan').toString('base64');
    const parts: OpenAI.Responses.ResponseInputContent[] = [
      { type: 'input_image', detail: 'auto', image_url: `data:image/jpeg;base64,${base64}` },
      {
        type: 'input_image',
        detail: 'auto',
        image_url: 'https://example.org/scan.png?X-Amz-Signature=9f8e7d6c5b4a',
      },
      { type: 'input_image', detail: 'auto', file_id: 'file-7Hk2mQx9LpTzVb3NcRwYs1' },
      { type: 'input_file', filename: 'scan.pdf', file_data: base64 },
      { type: 'input_file', file_url: 'https://example.org/scan.pdf' },
    ];
    await openai().responses.create({ model: MODEL, input: [{ role: 'user', content: parts }] });
    expect(sentResponsesBody(raw()[0]!).input[0]?.['content']).toEqual(parts);
  });

  test.each([false, true])('keeps what a model read off them in tokens alone, stream: %s', async (stream) => {
    provider(answering(() => 'The scan shows: patient Desmond Okafor, SSN 536-22-8714.'));
    const ask = { model: MODEL, input: about(IMAGE) };
    const answer = stream
      ? await openai().responses.stream(ask).finalResponse()
      : await openai().responses.create(ask);
    expect(answer.output_text).toContain('Desmond Okafor');
    const records = (await storedEvents(gateway())).slice(-2);
    expect(records.map(({ event: { kind } }) => kind)).toEqual(['opened', 'closed']);
    expect(records[0]?.content).not.toContain('iVBORw0KGgo');
    expect(records[1]?.content).toMatch(/patient NAME_\w{6}, SSN ID_\w{6}/);
    const again = await openai().responses.retrieve(answer.id);
    expect(again.output_text).toBe(answer.output_text);
    await openai().responses.create({ model: MODEL, input: 'And now?', previous_response_id: answer.id });
    expect(raw()[1]?.body).not.toMatch(/Okafor|536-22/);
    expect(raw()[1]?.body).toContain('iVBORw0KGgo');
  });

  test('still lets no analyst send them, nor go on from them', async () => {
    provider(answering(() => 'Fine.'));
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: [IMAGE] }];
    const { id } = await openai().responses.create({ model: MODEL, input });
    const analyst = openai({ apiKey: await gateway().issue({ role: 'analyst' }) });
    const error = await errorOf(analyst.responses.create({ model: MODEL, input }));
    expectError(error, { ...BLOCKED, param: 'input[0].content[0].image_url' });
    const later = await errorOf(
      analyst.responses.create({ model: MODEL, input: 'And now?', previous_response_id: id }),
    );
    expectError(later, { ...BLOCKED, param: 'previous_response_id' });
    expect(raw()).toHaveLength(1);
  });
});
