import OpenAI from 'openai';
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { errorOf } from '../../support/client-error.ts';
import {
  answering,
  customCall,
  functionCall,
  message,
  reasoning,
  refusal,
  response,
  responseEvents,
  responseFrame,
  text,
  tokensAsked,
} from '../../support/responses-wire.ts';
import { serveGateway } from '../../support/served-gateway.ts';

const AWKWARD = 'Ana "Nan" Ruiz\\Ortega\nc/o Café 🏥';

const { openai, provider, event } = serveGateway({ alsoPhi: [['NAME', AWKWARD]] });

const ask = (input: string) => ({ model: 'gpt-5.4-mini', input });
const PROMPT = 'Patient Maria Gonzalez needs a letter.';

/** The client's helper checks the order and the identity of what it gets, and throws on anything odd. */
describe('A11, B5: responses.stream()', () => {
  test('every event of a text, with snapshots, and the whole response', async () => {
    provider(answering(([name]) => `Dear ${name}, bye.`));
    const types: string[] = [];
    let snapshot = '';
    const stream = openai()
      .responses.stream(ask(PROMPT))
      .on('event', ({ type }) => types.push(type))
      .on('response.output_text.delta', (delta) => {
        expect(delta.snapshot).toBe(snapshot + delta.delta);
        snapshot = delta.snapshot;
      });
    const final = await stream.finalResponse();
    expect(snapshot).toBe('Dear Maria Gonzalez, bye.');
    expect(final.output_text).toBe(snapshot);
    expect(final).toMatchObject({ status: 'completed', usage: { total_tokens: 43 }, store: true });
    expect(new Set(types)).toEqual(
      new Set([
        'response.created',
        'response.in_progress',
        'response.output_item.added',
        'response.content_part.added',
        'response.output_text.delta',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.completed',
      ]),
    );
    const { output_parsed, ...stored } = final;
    expect(output_parsed).toBeNull();
    expect(await openai().responses.retrieve(final.id)).toMatchObject({
      id: stored.id,
      output_text: stored.output_text,
    });
  });

  test('a function call: its arguments in deltas, with snapshots, parsed at the end', async () => {
    provider(
      answering(([name = '']) => [
        functionCall('fc_1', 'call_1', 'find_patient', JSON.stringify({ name, notes: [`on ${name}`] })),
      ]),
    );
    const find = zodResponsesFunction({
      name: 'find_patient',
      parameters: z.object({ name: z.string(), notes: z.array(z.string()) }),
    });
    let snapshot = '';
    const stream = openai()
      .responses.stream({ ...ask(`Find ${AWKWARD}`), tools: [find] })
      .on('response.function_call_arguments.delta', (delta) => {
        snapshot = delta.snapshot;
      });
    const { output } = await stream.finalResponse();
    expect(JSON.parse(snapshot)).toEqual({ name: AWKWARD, notes: [`on ${AWKWARD}`] });
    expect(output[0]).toMatchObject({
      ...{ id: 'fc_1', call_id: 'call_1', name: 'find_patient', arguments: snapshot },
      parsed_arguments: { name: AWKWARD, notes: [`on ${AWKWARD}`] },
    });
  });

  test('reasoning, words, a refusal, two calls at once: each in its events, all in the end', async () => {
    const items = (name: string) => [
      reasoning('rs_1', `Thinking of ${name}.`),
      message('msg_1', text(`Dear ${name}`), refusal(`No more about ${name}.`)),
      functionCall('fc_1', 'call_1', 'find', `{"name":"${name}"}`),
      customCall('ctc_1', 'call_2', 'note', `see ${name}`),
    ];
    provider(answering(([name = '']) => items(name)));
    const done: string[] = [];
    const stream = openai()
      .responses.stream(ask(PROMPT))
      .on('response.reasoning_summary_text.done', (one) => done.push(one.text))
      .on('response.output_text.done', (one) => done.push(one.text))
      .on('response.refusal.done', (one) => done.push(one.refusal))
      .on('response.function_call_arguments.done', (one) => done.push(one.arguments))
      .on('response.custom_tool_call_input.done', (one) => done.push(one.input));
    const { output } = await stream.finalResponse();
    expect(done).toEqual([
      'Thinking of Maria Gonzalez.',
      'Dear Maria Gonzalez',
      'No more about Maria Gonzalez.',
      '{"name":"Maria Gonzalez"}',
      'see Maria Gonzalez',
    ]);
    expect(output).toMatchObject(items('Maria Gonzalez'));
  });

  test('structured output: parsed at the end, whatever stands in the value', async () => {
    const letter = z.object({ patient: z.string(), ok: z.boolean() });
    provider(answering(([name]) => `{"patient":"${name}","ok":true}`));
    const final = await openai()
      .responses.stream({ ...ask(`Write to ${AWKWARD}`), text: { format: zodTextFormat(letter, 'letter') } })
      .finalResponse();
    expect(final.output_parsed).toEqual({ patient: AWKWARD, ok: true });
  });

  test('as an iterable, and an incomplete answer as what it is', async () => {
    provider(
      answering(([name]) => `Dear ${name}`, {
        ...{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
      }),
    );
    let said = '';
    const stream = openai().responses.stream(ask(PROMPT));
    for await (const one of stream) if (one.type === 'response.output_text.delta') said += one.delta;
    expect(said).toBe('Dear Maria Gonzalez');
    expect(await stream.finalResponse()).toMatchObject({
      ...{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
      output_text: said,
    });
  });

  test('abort() stops the provider, and the audit says so', async () => {
    const closed = Promise.withResolvers<undefined>();
    provider(async (reply, request) => {
      const [name = ''] = tokensAsked(request);
      const events = responseEvents(response([message('msg_1', text(`Dear ${name}, bye`))]), 40);
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write(events.slice(0, 5).map(responseFrame).join(''));
      await reply.closed;
      closed.resolve(undefined);
    });
    const stream = openai().responses.stream(ask(PROMPT));
    stream.on('response.output_text.delta', () => stream.abort());
    expect(await errorOf(stream.finalResponse())).toBeInstanceOf(OpenAI.APIUserAbortError);
    await closed.promise;
    expect(await event('closed')).toMatchObject({ outcome: 'client_gone' });
    expect((await event('closed')).content).toMatch(/Dear NAME_\w{6}/);
  });
});

describe('B2: parse()', () => {
  const VISIT = z.object({ patient: z.string(), notes: z.array(z.string()) });

  test('with a schema in text.format', async () => {
    provider(answering(([name]) => JSON.stringify({ patient: name, notes: [`${name} came`] })));
    const format = zodTextFormat(VISIT, 'visit');
    const answer = await openai().responses.parse({ ...ask(`A letter for ${AWKWARD}`), text: { format } });
    expect(answer.output_parsed).toEqual({ patient: AWKWARD, notes: [`${AWKWARD} came`] });
  });

  test('with a function whose arguments have a schema', async () => {
    provider(
      answering(([name]) => [functionCall('fc_1', 'call_1', 'book', `{"patient":"${name}","notes":[]}`)]),
    );
    const book = zodResponsesFunction({ name: 'book', parameters: VISIT });
    const { output } = await openai().responses.parse({ ...ask(`Book for ${AWKWARD}`), tools: [book] });
    expect(output[0]).toMatchObject({ parsed_arguments: { patient: AWKWARD, notes: [] } });
  });
});
