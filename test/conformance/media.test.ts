import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { BLOCKED, errorOf, expectError } from '../support/client-error.ts';
import { completion, delta, echo, inPieces, saying, streamOf, tokensIn } from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';
import { storedEvents } from '../support/stored-text.ts';

const { gateway, openai, provider, sent, raw, event } = serveGateway({
  environment: { [ENVIRONMENT.media]: 'allow' },
});

const IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } } as const;
const FILE = { type: 'file', file: { filename: 'maria gonzalez.pdf', file_data: 'JVBERi0=' } } as const;

const about = (...parts: OpenAI.Chat.ChatCompletionContentPart[]) => ({
  model: 'gpt-5.4-mini',
  messages: [
    {
      role: 'user' as const,
      content: [{ type: 'text' as const, text: 'What ails patient Maria Gonzalez?' }, ...parts],
    },
  ],
});

describe('a tenant whose policy lets media pass', () => {
  test('sends them as they are, but for a file’s name, beside scrubbed text; the audit counts them', async () => {
    provider(echo(([name]) => `${name} has a cold.`));
    const { choices } = await openai().chat.completions.create(about(IMAGE, FILE));
    expect(choices[0]?.message.content).toBe('Maria Gonzalez has a cold.');
    const [name, inFile] = tokensIn(raw()[0]!);
    expect(sent()[0]?.messages.at(-1)?.content).toEqual([
      { type: 'text', text: `What ails patient ${name}?` },
      IMAGE,
      { ...FILE, file: { ...FILE.file, filename: `${inFile}.pdf` } },
    ]);
    expect(await event('opened')).toMatchObject({ mediaParts: 2 });
  });

  test('keeps neither them nor what a model read off them in clear', async () => {
    provider((reply) =>
      reply.json(200, completion([saying('The scan shows: patient Desmond Okafor, SSN 536-22-8714.')])),
    );
    const { choices } = await openai().chat.completions.create(about(IMAGE));
    expect(choices[0]?.message.content).toContain('Desmond Okafor');
    const records = (await storedEvents(gateway())).slice(-2);
    expect(records.map(({ event: { kind } }) => kind)).toEqual(['opened', 'closed']);
    expect(records[0]?.content).not.toContain('iVBORw0KGgo');
    expect(records[1]?.content).toMatch(/patient NAME_\w{6}, SSN ID_\w{6}/);
  });

  test('sends no text in their place', async () => {
    provider(echo(() => 'Fine.'));
    const text = 'Patient Maria Gonzalez, SSN 536-22-8714';
    const parts = [
      { type: 'image_url', image_url: { url: text } },
      { type: 'image_url', image_url: text },
      { type: 'input_audio', input_audio: { data: text, format: 'wav' } },
      { type: 'file', file: { file_data: text } },
      { type: 'file', file: { file_id: text } },
    ];
    const { model } = about();
    for (const part of parts) await gateway().post({ model, messages: [{ role: 'user', content: [part] }] });
    const audio = { voice: text, format: 'wav' };
    await gateway().post({ model, messages: [{ role: 'user', content: 'Hello' }], audio });
    expect(raw()).toEqual([]);
  });

  test('still lets no analyst send them', async () => {
    provider(echo(() => 'Fine.'));
    const analyst = openai({ apiKey: await gateway().issue({ role: 'analyst' }) });
    const { model } = about();
    const error = await errorOf(
      analyst.chat.completions.create({ model, messages: [{ role: 'user', content: [IMAGE] }] }),
    );
    expectError(error, { ...BLOCKED, param: 'messages[0].content[0].image_url' });
    expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
  });

  test('hears audio with its transcript restored, plain and in chunks', async () => {
    const audio = { id: 'audio_1', data: 'UklGRg==', expires_at: 1_784_003_600 };
    provider((reply, request, turn) => {
      const [name = ''] = tokensIn(request);
      const transcript = `${name} is well.`;
      if (turn === 0) {
        reply.json(200, completion([saying(null, { audio: { ...audio, transcript } })]));
        return;
      }
      const pieces = inPieces(transcript, 4).map((piece) => delta({ audio: { transcript: piece } }));
      reply.sse(...streamOf([delta({ audio: { id: 'audio_1' } }), ...pieces, delta({ audio })]));
    });
    const asked = {
      ...about(),
      modalities: ['text', 'audio'] as ('text' | 'audio')[],
      audio: { voice: 'alloy', format: 'wav' } as const,
    };
    const { choices } = await openai().chat.completions.create(asked);
    expect(choices[0]?.message.audio).toEqual({ ...audio, transcript: 'Maria Gonzalez is well.' });
    const streamed = await openai().chat.completions.stream(asked).finalMessage();
    expect(streamed.audio).toMatchObject({ transcript: 'Maria Gonzalez is well.' });
  });
});
