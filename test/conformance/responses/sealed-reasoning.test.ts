import { randomBytes } from 'node:crypto';
import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { BLOCKED, errorOf, expectError } from '../../support/client-error.ts';
import { OTHER_CLINIC } from '../../support/identities.ts';
import { collected } from '../../support/openai-wire.ts';
import {
  answering,
  functionCall,
  message,
  reasoning,
  respondWith,
  response,
  responseEvents,
  responseFrame,
  sentResponsesBody,
  text,
  tokensInInput,
} from '../../support/responses-wire.ts';
import { serveGateway } from '../../support/served-gateway.ts';

const { event, gateway, openai, provider, raw } = serveGateway();

const MODEL = 'gpt-5.4-mini';
const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const INCLUDE = { include: ['reasoning.encrypted_content' as const] };
const asked = () => raw().map(sentResponsesBody);

/** As providers seal: nobody else can make anything of it. */
const sealedPart = (): string => `gAAAAAB${randomBytes(300).toString('base64url')}==`;

type Item = OpenAI.Responses.ResponseInputItem;
type Params = OpenAI.Responses.ResponseCreateParamsNonStreaming;

/** Thinks, and then says something; each turn under ids of its own. Gives the sealed parts in order. */
const thinking = (): string[] => {
  const parts = Array.from({ length: 4 }, sealedPart);
  provider((reply, request, turn) => {
    const [name = ''] = tokensInInput(request);
    const output = [
      reasoning(`rs_${turn}`, `Of ${name}.`, parts[turn]),
      message(`msg_${turn}`, text(`Dear ${name}`)),
    ];
    respondWith(reply, request, response(output));
  });
  return parts;
};

const create = async (stream: boolean, params: Params): Promise<OpenAI.Responses.Response> => {
  if (!stream) return openai().responses.create(params);
  const events = await collected(await openai().responses.create({ ...params, stream: true }));
  const last = events.at(-1);
  if (last?.type !== 'response.completed') throw new Error('no proper end');
  return last.response;
};

describe.each([false, true])('sealed reasoning, stream: %s', (stream) => {
  test('that the client asked for: byte for byte, there and back', async () => {
    const [sealed = ''] = thinking();
    const first = await create(stream, { model: MODEL, input: PROMPT, store: false, ...INCLUDE });
    expect(first.output[0]).toEqual(reasoning('rs_0', 'Of Maria Gonzalez.', sealed));
    const history: Item[] = [
      { role: 'user', content: PROMPT },
      ...(first.output as Item[]),
      { role: 'user', content: 'And now?' },
    ];
    const second = await create(stream, { model: MODEL, input: history, store: false, ...INCLUDE });
    expect(second.output.at(-1)).toMatchObject({ content: [{ text: 'Dear Maria Gonzalez' }] });
    const [name = ''] = tokensInInput(raw()[1]!);
    expect(asked()[1]).toMatchObject({ ...INCLUDE, store: false });
    expect(asked()[1]?.input.slice(1, 3)).toEqual([
      reasoning('rs_0', `Of ${name}.`, sealed),
      message('msg_0', text(`Dear ${name}`, { logprobs: undefined })),
    ]);
  });

  test('that only we need: the client doesn’t see it, the next turn sends it', async () => {
    const [sealed = ''] = thinking();
    const first = await create(stream, { model: MODEL, input: PROMPT });
    expect(JSON.stringify(first)).not.toContain(sealed);
    expect(first.output[0]).toEqual(reasoning('rs_0', 'Of Maria Gonzalez.'));
    await create(stream, { model: MODEL, input: 'And now?', previous_response_id: first.id });
    const [name = ''] = tokensInInput(raw()[1]!);
    expect(asked().map(({ include }) => include)).toEqual([INCLUDE.include, INCLUDE.include]);
    expect(asked()[1]?.input[1]).toEqual(reasoning('rs_0', `Of ${name}.`, sealed));
    const items = await collected(await openai().responses.inputItems.list(first.id));
    expect(JSON.stringify(items)).not.toContain(sealed);
  });

  test('isn’t asked for where nothing is stored, nor of a model that doesn’t reason', async () => {
    provider(answering(() => 'Fine.'));
    await create(stream, { model: MODEL, input: 'Hello', store: false });
    await create(stream, { model: 'gpt-4.1-nano', input: 'Hello' });
    await create(stream, { model: 'gpt-4.1-nano', input: 'Hello', reasoning: { effort: 'low' } });
    expect(asked().map(({ include }) => include)).toEqual([undefined, undefined, INCLUDE.include]);
  });

  test('altered by one character, or never seen: refused, and nothing is sent', async () => {
    const [sealed = ''] = thinking();
    await create(stream, { model: MODEL, input: PROMPT, store: false, ...INCLUDE });
    const altered = `${sealed.slice(0, 50)}${sealed[50] === 'A' ? 'B' : 'A'}${sealed.slice(51)}`;
    for (const part of [altered, sealed.slice(0, -1), `${sealed} `, sealedPart(), 'SGVsbG8=']) {
      const input = [{ role: 'user', content: PROMPT }, reasoning('rs_0', '', part)] as Item[];
      const error = await errorOf(create(stream, { model: MODEL, input, store: false }));
      expectError(error, { ...BLOCKED, param: 'input[1].encrypted_content' });
    }
    expect(raw()).toHaveLength(1);
  });

  test('of another tenant: refused', async () => {
    const [sealed = ''] = thinking();
    await create(stream, { model: MODEL, input: PROMPT, store: false, ...INCLUDE });
    const other = openai({ apiKey: await gateway().issue({ tenant: OTHER_CLINIC }) });
    const input = [reasoning('rs_0', '', sealed), { role: 'user', content: 'Go on' }] as Item[];
    const error = await errorOf(other.responses.create({ model: MODEL, input, store: false, stream }));
    expectError(error, { ...BLOCKED, param: 'input[0].encrypted_content' });
    expect(raw()).toHaveLength(1);
  });
});

test('what a key that keeps nothing was given, it may send back', async () => {
  const [sealed = ''] = thinking();
  const client = openai({ apiKey: await gateway().issue({ vault: 'none' }) });
  const first = await client.responses.create({ model: MODEL, input: PROMPT, ...INCLUDE });
  expect(first).toMatchObject({ store: false, output: [{ encrypted_content: sealed }, {}] });
  const input = [
    { role: 'user', content: PROMPT },
    ...first.output,
    { role: 'user', content: '?' },
  ] as Item[];
  const second = await client.responses.create({ model: MODEL, input, ...INCLUDE });
  expect(second.output_text).toBe('Dear Maria Gonzalez');
  expect(tokensInInput(raw()[1]!)).toEqual(tokensInInput(raw()[0]!));
});

test('a sealed part brings its session along, since the tokens in it are of that one', async () => {
  thinking();
  const inSession = (name: string) => ({ headers: { 'x-hawthorn-session': name } });
  const ask = { model: MODEL, input: PROMPT, store: false, ...INCLUDE };
  const first = await openai().responses.create(ask, inSession('visit 1'));
  const go = (more: readonly object[]): Params => ({
    ...{ model: MODEL, store: false },
    input: [{ role: 'user', content: PROMPT }, ...first.output, ...more] as Item[],
  });
  const second = await openai().responses.create(go([{ role: 'user', content: '?' }]), inSession('visit 2'));
  expect(second.output_text).toBe('Dear Maria Gonzalez');
  expect(tokensInInput(raw()[1]!)).toEqual(tokensInInput(raw()[0]!));
  const third = await openai().responses.create({ ...ask, input: 'Patient Ana Ruiz?' }, inSession('visit 3'));
  const error = await errorOf(openai().responses.create(go(third.output)));
  expect(error).toMatchObject({ status: 400, code: 'bad_request', param: 'input' });
});

test.each(['the provider broke off', 'the client went away'])(
  'what was given before %s may be sent back, since clients go on from what they have',
  async (ending) => {
    const sealed = sealedPart();
    const thought = reasoning('rs_0', 'Hm.', sealed);
    provider(async (reply, request, turn) => {
      if (turn > 0) {
        respondWith(reply, request, response([message('msg_1', text('Fine.'))]));
        return;
      }
      const events = responseEvents(response([thought, message('msg_0', text('Dear'))]));
      const given = events.findIndex((data) => data.includes('response.output_item.done')) + 1;
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write(events.slice(0, given).map(responseFrame).join(''));
      if (ending === 'the client went away') await reply.closed;
      else reply.end();
    });
    const ask = { model: MODEL, store: false, ...INCLUDE };
    const stream = await openai().responses.create({ ...ask, input: PROMPT, stream: true });
    const read = async (): Promise<void> => {
      for await (const { type } of stream) {
        if (ending === 'the client went away' && type === 'response.output_item.done') return;
      }
    };
    if (ending === 'the client went away') await read();
    else expect(await errorOf(read())).toMatchObject({ code: 'provider_error' });
    await event('closed');
    const input = [{ role: 'user', content: PROMPT }, thought, { role: 'user', content: '?' }] as Item[];
    expect((await openai().responses.create({ ...ask, input })).output_text).toBe('Fine.');
    expect(asked()[1]?.input[1]).toEqual(thought);
  },
);

describe('opaque parts of other kinds', () => {
  test('compactions and fingerprints of programs, there and back', async () => {
    const [compacted, print] = [sealedPart(), sealedPart()];
    const compaction = { type: 'compaction', id: 'cmp_1', encrypted_content: compacted };
    const program = { type: 'program', id: 'prg_1', call_id: 'call_1', code: 'return 1', fingerprint: print };
    provider((reply, request, turn) =>
      respondWith(reply, request, response(turn === 0 ? [compaction, program] : [])),
    );
    const first = await openai().responses.create({ model: MODEL, input: 'Hello', store: false, ...INCLUDE });
    expect(first.output).toEqual([compaction, program]);
    await openai().responses.create({ model: MODEL, input: first.output as Item[], store: false });
    expect(asked()[1]?.input).toEqual([compaction, program]);
    const foreign = [{ ...program, fingerprint: sealedPart() }] as unknown as Item[];
    const error = await errorOf(openai().responses.create({ model: MODEL, input: foreign, store: false }));
    expectError(error, { ...BLOCKED, param: 'input[0].fingerprint' });
  });

  test('reasoning before a call goes back with it, or the call goes without the id that asks for it', async () => {
    const sealed = sealedPart();
    const call = functionCall('fc_1', 'call_1', 'find', '{}');
    provider((reply, request, turn) => {
      const thought = reasoning('rs_1', '', turn === 0 ? sealed : undefined);
      respondWith(reply, request, response([thought, call]));
    });
    const output = { type: 'function_call_output', call_id: 'call_1', output: 'none' } as const;
    const [first, second] = [
      await openai().responses.create({ model: MODEL, input: 'Hello' }),
      await openai().responses.create({ model: MODEL, input: 'Hello' }),
    ];
    await openai().responses.create({ model: MODEL, input: [output], previous_response_id: first.id });
    await openai().responses.create({ model: MODEL, input: [output], previous_response_id: second.id });
    const { id: _, ...nameless } = call;
    expect(asked()[2]?.input.slice(1)).toEqual([reasoning('rs_1', '', sealed), call, output]);
    expect(asked()[3]?.input.slice(1)).toEqual([nameless, output]);
  });
});
