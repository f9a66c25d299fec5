import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../../../lambda/contract/environment.ts';
import {
  message,
  respondWith,
  response,
  sentResponsesBody,
  text,
  tokensInInput,
} from '../../support/responses-wire.ts';
import { serveGateway } from '../../support/served-gateway.ts';

const { gateway, openai, provider, raw, tableItems } = serveGateway();

const MODEL = 'gpt-5.4-mini';
const MEGABYTE = 1_048_576;

/** Words of nobody's, which no packing makes small. */
const noise = (length: number): string => {
  const letters = 'bcdfghjklmnpqrstvwxz';
  const word = (): string => Array.from({ length: 7 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: Math.ceil(length / 8) }, word).join(' ');
};

const QUESTION = `Patient Maria Gonzalez, SSN 123-45-6789. ${noise(1.2 * MEGABYTE)} End of file.`;
const ANSWER = noise(1.2 * MEGABYTE);

describe('more than a row of the table can hold', () => {
  test.each([false, true])('is kept all the same, and gone on from, stream: %s', async (stream) => {
    provider((reply, request, turn) => {
      const [name] = tokensInInput(request);
      const words = turn === 0 ? `${ANSWER} That is ${name}.` : `It was ${name}.`;
      respondWith(reply, request, response([message(`msg_${turn}`, text(words))]), 60_000);
    });
    const ask = { model: MODEL, input: QUESTION };
    const first = stream
      ? await openai().responses.stream(ask).finalResponse()
      : await openai().responses.create(ask);
    expect(first.output_text).toBe(`${ANSWER} That is Maria Gonzalez.`);
    const rows = await tableItems(ENVIRONMENT.stateTable);
    expect(Math.max(...rows.map((row) => JSON.stringify(row).length))).toBeLessThan(500_000);

    const second = await openai().responses.create({
      ...{ model: MODEL, input: 'Who was it?', previous_response_id: first.id },
    });
    expect(second.output_text).toBe('It was Maria Gonzalez.');
    const [before, after] = raw().map(({ body }) => sentResponsesBody({ body }).input);
    expect(after!.slice(0, 1)).toEqual(before);
    expect(after![1]).toMatchObject({ role: 'assistant' });
    expect(JSON.stringify(after![1])).toContain(ANSWER);
    expect(raw()[1]?.body).not.toMatch(/Maria|Gonzalez|123-45/);

    const again = await openai().responses.retrieve(first.id);
    expect(again.output_text).toBe(first.output_text);
    const { data } = await openai().responses.inputItems.list(second.id, { order: 'asc', limit: 1 });
    expect(data).toMatchObject([{ content: [{ text: QUESTION }] }]);
    await openai().responses.delete(first.id);
    expect(gateway().logged.filter(({ message: one }) => one === 'unexpected_error')).toEqual([]);
  });

  test('in a conversation too', async () => {
    provider((reply, request, turn) => {
      const [name] = tokensInInput(request);
      respondWith(reply, request, response([message(`msg_${turn}`, text(`${turn}: ${name}`))]));
    });
    const { id } = await openai().conversations.create();
    for (const input of [QUESTION, 'Who was it?']) {
      const answer = await openai().responses.create({ model: MODEL, input, conversation: id });
      expect(answer.output_text).toMatch(/^\d: Maria Gonzalez$/);
    }
    expect(raw()[1]?.body.length).toBeGreaterThan(MEGABYTE);
  });
});
