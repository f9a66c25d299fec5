import { describe, expect, it } from 'vitest';
import type { ResponseEvent } from '../../../lambda/openai/responses/response-event.ts';
import {
  createResponseStreamRestorer,
  restoreItem,
  restoreResponse,
} from '../../../lambda/tokens/response-restorer.ts';
import { bookOf } from '../../support/books.ts';

const NAME = 'Dr. Ana "Nan" Ruiz';
const PLAIN = 'Zoë Łukasz';
const book = bookOf(['NAME', NAME], ['NAME', PLAIN]);
const [name = '', plain = ''] = book.issued().map(({ token }): string => token);
const [head, tail] = [name.slice(0, 7), name.slice(7)];
const quoted = JSON.stringify(NAME).slice(1, -1);

const stream = (...events: readonly ResponseEvent[]): readonly ResponseEvent[] => {
  const restorer = createResponseStreamRestorer(book);
  return events.flatMap((event) => restorer.feed(event));
};

const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const text = (delta: string, more = {}): ResponseEvent => ({
  ...{ type: 'response.output_text.delta', ...place, delta, logprobs: [] },
  ...more,
});
const textDone = (whole: string, more = {}): ResponseEvent => ({
  ...{ type: 'response.output_text.done', ...place, text: whole, logprobs: [] },
  ...more,
});
const part = (whole: string, more = {}) => ({ type: 'output_text', text: whole, annotations: [], ...more });

const entries = (...tokens: readonly string[]) =>
  tokens.map((token) => ({ token, logprob: -0.5, bytes: [...Buffer.from(token)], top_logprobs: [] }));

describe('restoring a streamed response', () => {
  it('keeps two calls apart that come at the same time, and writes values as JSON asks for it', () => {
    const call = (output_index: number, delta: string) => ({
      ...{
        type: 'response.function_call_arguments.delta',
        item_id: `fc_${output_index}`,
        output_index,
        delta,
      },
    });
    const done = (output_index: number, whole: string) => ({
      ...{ type: 'response.function_call_arguments.done', item_id: `fc_${output_index}`, output_index },
      arguments: whole,
    });
    expect(
      stream(
        call(1, `{"a":"${head}`),
        call(2, `{"b":"${head}`),
        call(1, `${tail}"}`),
        call(2, `${tail}"}`),
        done(1, `{"a":"${name}"}`),
        done(2, `{"b":"${name}"}`),
      ),
    ).toEqual([
      call(1, '{"a":"'),
      call(2, '{"b":"'),
      call(1, `${quoted}"}`),
      call(2, `${quoted}"}`),
      done(1, `{"a":"${quoted}"}`),
      done(2, `{"b":"${quoted}"}`),
    ]);
  });

  it('gives what is held back before the event that repeats the text, and never guesses a token that was cut', () => {
    expect(stream(text(`Hi ${head}`), textDone(`Hi ${head}`, { sequence_number: 9 }))).toEqual([
      text('Hi '),
      text(head, { sequence_number: 9 }),
      textDone(`Hi ${head}`, { sequence_number: 9 }),
    ]);
  });

  const item = { id: 'msg_1', type: 'message', role: 'assistant', content: [part(head)] };

  it.each<[string, ResponseEvent]>([
    ['its part', { type: 'response.content_part.done', ...place, part: part(head) }],
    ['its item', { type: 'response.output_item.done', output_index: 0, item }],
    ['the response', { type: 'response.incomplete', response: { id: 'r', output: [item] } }],
  ])('gives what is held back where only %s ends', (_what, end) => {
    expect(stream(text(head), end)).toEqual([text(''), text(head), end]);
  });

  it('holds nothing back for an item that has ended', () => {
    const done = { type: 'response.output_item.done', output_index: 0, item };
    const end = { type: 'response.completed', response: { id: 'r', output: [item] } };
    expect(stream(text(head), done, end)).toEqual([text(''), text(head), done, end]);
  });

  it('goes on from a text that began in the event that added it', () => {
    const added = (own: string): ResponseEvent => ({
      type: 'response.content_part.added',
      ...place,
      part: part(own),
    });
    expect(stream(added(`Hi ${head}`), text(tail), textDone(`Hi ${name}`))).toEqual([
      added('Hi '),
      text(NAME),
      textDone(`Hi ${NAME}`),
    ]);
  });

  it('begins anew where a part repeats what its item had of it', () => {
    const first = { type: 'response.output_item.added', output_index: 0, item };
    const again = { type: 'response.content_part.added', ...place, part: part(head) };
    const deltas = stream(first, again, text(tail), textDone(name)).slice(2);
    expect(deltas).toEqual([text(NAME), textDone(NAME)]);
  });

  it('goes on from an item that was added with a text in it, and gives its end in an event of its kind', () => {
    const added = (own: string): ResponseEvent => ({
      type: 'response.output_item.added',
      output_index: 3,
      item: { id: 'ctc_1', type: 'custom_tool_call', call_id: 'c', name: 'mail', input: own },
    });
    const end = { type: 'response.output_item.done', output_index: 3, item: { id: 'ctc_1' } };
    expect(stream(added(`to ${head}`), end)).toEqual([
      added('to '),
      { type: 'response.custom_tool_call_input.delta', item_id: 'ctc_1', output_index: 3, delta: head },
      end,
    ]);
  });

  it.each<[string, object, (delta: string) => unknown]>([
    ['refusal', { content_index: 0 }, String],
    ['reasoning_text', { content_index: 0 }, String],
    ['reasoning_summary_text', { summary_index: 1 }, String],
    ['mcp_call_arguments', {}, String],
    ['custom_tool_call_input', {}, String],
    ['code_interpreter_call_code', {}, String],
    ['shell_call_output_content', { command_index: 1 }, (delta) => ({ stderr: delta })],
    ['apply_patch_call_operation_diff', {}, String],
    ['reasoning', { content_index: 0 }, String],
  ])('puts a cut token together in %s', (kind, where, deltaOf) => {
    const delta = (own: string): ResponseEvent => ({
      ...{ type: `response.${kind}.delta`, item_id: 'i', output_index: 0, ...where, delta: deltaOf(own) },
    });
    const own = kind === 'mcp_call_arguments' ? quoted : NAME;
    expect(stream(delta(`? ${head}`), delta(`${tail}!`))).toEqual([delta('? '), delta(`${own}!`)]);
  });

  it('ends the transcript of what is spoken, which nothing repeats', () => {
    const spoken = (delta: string) => ({ type: 'response.audio.transcript.delta', delta });
    const done = { type: 'response.audio.transcript.done' };
    expect(stream(spoken(head), spoken(tail), spoken(head), done)).toEqual([
      spoken(''),
      spoken(NAME),
      spoken(''),
      spoken(head),
      done,
    ]);
  });

  it('tells texts apart by the item where events don’t say its place, and by the place where they don’t name it', () => {
    const named = (item_id: string, delta: string) => ({ ...text(delta), item_id, output_index: undefined });
    expect(stream(named('a', head), named('b', head), named('a', tail))).toMatchObject([
      { delta: '' },
      { delta: '' },
      { delta: NAME },
    ]);
    const added = {
      type: 'response.output_item.added',
      output_index: 4,
      item: { id: 'sh_1', type: 'shell_call', action: { commands: [`grep ${plain.slice(0, 7)}`] } },
    };
    const command = { type: 'response.shell_call_command.delta', output_index: 4, command_index: 0 };
    const [begun, rest] = stream(added, { ...command, delta: plain.slice(7) });
    expect(begun).toMatchObject({ item: { action: { commands: ['grep '] } } });
    expect(rest).toEqual({ ...command, delta: PLAIN });
  });

  it('goes by the place of an item where every event has another id for it', () => {
    const added = (output_index: number): ResponseEvent => ({
      ...{ type: 'response.output_item.added', output_index },
      item: { id: `added_${output_index}`, type: 'message', role: 'assistant', content: [] },
    });
    let events = 0;
    const other = (output_index: number) => ({ output_index, item_id: `other_${(events += 1)}` });
    const given = stream(
      added(0),
      added(1),
      text(head, other(0)),
      text(head, other(1)),
      text(tail, other(0)),
      textDone(name, other(0)),
      text(`${tail}, ${head}`, other(1)),
      { type: 'response.output_item.done', output_index: 1, item: { id: 'done_1', type: 'message' } },
    );
    const said = given.map(({ output_index, delta, text: whole }) => [output_index, delta ?? whole]);
    expect(said.slice(2)).toEqual([
      [0, ''],
      [1, ''],
      [0, NAME],
      [0, NAME],
      [1, `${NAME}, `],
      [1, head],
      [1, undefined],
    ]);
  });

  it('leaves the token of a value in a command that a shell would not take for a word', () => {
    const command = (delta: string) => ({
      ...{ type: 'response.shell_call_command.delta', output_index: 0, command_index: 0, delta },
    });
    const done = (whole: string) => ({
      ...{ type: 'response.shell_call_command.done', output_index: 0, command_index: 0, command: whole },
    });
    const cut = `grep "${name}" ${plain}`;
    const out = stream(command(cut.slice(0, 10)), command(cut.slice(10)), done(cut));
    expect(out.slice(0, -1).map(({ delta }) => delta)).toEqual(['grep "', `${name}" ${PLAIN}`]);
    expect(out.at(-1)).toEqual(done(`grep "${name}" ${PLAIN}`));
  });

  it('keeps log probabilities with the text that they spell', () => {
    const out = stream(
      text(`Hi ${head}`, { logprobs: entries('Hi ', head) }),
      text(tail, { logprobs: entries(tail) }),
      text(head, { logprobs: entries(head) }),
      textDone(`Hi ${name}${head}`, { logprobs: entries('Hi ', head, tail, head) }),
    );
    const joined = { token: NAME, logprob: -1, bytes: [...Buffer.from(NAME)], top_logprobs: [] };
    expect(out.map(({ logprobs }) => logprobs)).toEqual([
      entries('Hi '),
      [joined],
      [],
      entries(head),
      [...entries('Hi '), joined, ...entries(head)],
    ]);
  });

  it('keeps log probabilities that wait though no text does', () => {
    const out = stream(text('Hi', { logprobs: entries('Hi', ' N') }), textDone('Hi'));
    expect(out.slice(0, -1)).toEqual([
      text('Hi', { logprobs: entries('Hi') }),
      text('', { logprobs: entries(' N') }),
    ]);
  });

  it('leaves out log probabilities that it can’t read', () => {
    expect(stream(text('Hi', { logprobs: [{ token: 'Hi' }] }))).toEqual([text('Hi')]);
  });

  it('moves a citation by the values before it', () => {
    const cited = (at: number, title: string, url: string): ResponseEvent => ({
      ...{ type: 'response.output_text.annotation.added', ...place, annotation_index: 0 },
      annotation: { type: 'url_citation', start_index: at, end_index: at + 4, title, url },
    });
    const said = `${name} said`;
    const now = NAME.length + 1;
    const address = 'https://x.test/?q=';
    expect(stream(text(said), cited(name.length + 1, name, `${address}${name}`))).toEqual([
      text(`${NAME} said`),
      cited(now, NAME, `${address}${encodeURIComponent(NAME)}`),
    ]);
  });

  it('passes ids whole though they end like the beginning of a token, and events without a text as they are', () => {
    const event = { type: 'response.web_search_call.searching', item_id: 'ws_N', output_index: 0 };
    expect(stream(event, event)).toEqual([event, event]);
  });

  it('restores whole tokens in events that nobody knows, and holds nothing back', () => {
    const event = (delta: string) => ({ type: 'response.hum.delta', delta, deep: { er: [delta] } });
    expect(stream(event(`${name} N`), event(head))).toEqual([event(`${NAME} N`), event(head)]);
  });

  it('drops the provider’s padding, which was made for another text', () => {
    expect(JSON.stringify(stream(text('Hi', { obfuscation: 'aB3' })))).not.toContain('obfuscation');
  });
});

describe('restoring a whole response', () => {
  it('restores what the model made, each in its own way, and what repeats the request', () => {
    const action = { type: 'exec', command: ['grep', name, plain], env: { WHO: plain }, user: name };
    const response = {
      id: 'resp_1',
      instructions: `Write to ${name}.`,
      metadata: { patient: name },
      tools: [{ type: 'function', name: 'f', description: name, parameters: { enum: [name] } }],
      text: { format: { type: 'json_schema', schema: { description: name } } },
      prompt: { id: 'p', variables: { who: name, note: { type: 'input_text', text: name } } },
      output: [
        {
          id: 'r',
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: name }],
          encrypted_content: name,
        },
        { id: 'f', type: 'function_call', call_id: 'c', name: 'f', arguments: `{"a":"${name}"}` },
        { id: 'w', type: 'web_search_call', action: { type: 'open_page', url: `https://x.test/${name}` } },
        { id: 'l', type: 'local_shell_call', action },
        { id: 'm', type: 'mcp_call', output: name, error: { type: 'http_error', code: 500, message: name } },
        { id: 'x', type: 'brand_new_call', deep: { er: [name] } },
      ],
    };
    expect(restoreResponse(response, book)).toEqual({
      id: 'resp_1',
      instructions: `Write to ${NAME}.`,
      metadata: { patient: NAME },
      tools: [{ type: 'function', name: 'f', description: NAME, parameters: { enum: [NAME] } }],
      text: { format: { type: 'json_schema', schema: { description: NAME } } },
      prompt: { id: 'p', variables: { who: NAME, note: { type: 'input_text', text: NAME } } },
      output: [
        {
          id: 'r',
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: NAME }],
          encrypted_content: name,
        },
        { id: 'f', type: 'function_call', call_id: 'c', name: 'f', arguments: `{"a":"${quoted}"}` },
        {
          ...{ id: 'w', type: 'web_search_call' },
          action: { type: 'open_page', url: `https://x.test/${encodeURIComponent(NAME)}` },
        },
        {
          ...{ id: 'l', type: 'local_shell_call' },
          action: { type: 'exec', command: ['grep', name, PLAIN], env: { WHO: PLAIN }, user: name },
        },
        { id: 'm', type: 'mcp_call', output: NAME, error: { type: 'http_error', code: 500, message: NAME } },
        { id: 'x', type: 'brand_new_call', deep: { er: [NAME] } },
      ],
    });
  });

  it('joins the parts again for a joined text, so that no token comes together between them', () => {
    const output = [
      { type: 'message', role: 'assistant', content: [part(`${name} `), part(head)] },
      { type: 'message', role: 'assistant', content: [part(tail)] },
    ];
    expect(restoreResponse({ output, output_text: `${name} ${name}` }, book)).toMatchObject({
      output_text: `${NAME} ${name}`,
    });
  });

  it('moves the citations of each part by the values in that part', () => {
    const file = (at: number, filename: string) => ({
      type: 'file_citation',
      file_id: 'f',
      index: at,
      filename,
    });
    const content = (at: number, file_name: string, said: string) => [
      part('No value'),
      part(said, { annotations: [file(at, file_name)] }),
    ];
    const item = (own: unknown) => ({ id: 'm', type: 'message', role: 'assistant', content: own });
    expect(restoreItem(item(content(name.length, `${name}.pdf`, `${name} said`)), book)).toEqual(
      item(content(NAME.length, `${NAME}.pdf`, `${NAME} said`)),
    );
  });

  it.each([
    ['that clients know', 'rate_limit_exceeded', 'rate_limit_exceeded'],
    ['that nobody knows', `no_${name}`, 'server_error'],
  ])('gives none of the provider’s words in an error, and only a code %s', (_what, code, shown) => {
    const error = { code, message: `bad: ${name}`, param: name, misalignment: { steer: { message: name } } };
    const output = [{ id: 'ig', type: 'image_generation_call', error: { ...error, type: name } }];
    const restored = restoreResponse({ status: 'failed', error, output }, book);
    expect(restored).toMatchObject({ error: { code: shown }, output: [{ error: { code: shown } }] });
    expect(JSON.stringify(restored)).not.toMatch(new RegExp(`bad|${name}|Ruiz`));
  });

  it('restores the items of an input', () => {
    const items = (who: string) => [
      { role: 'user', content: `I am ${who}` },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: who }] },
      { type: 'function_call_output', call_id: 'c', output: `{"who":"${who}"}` },
      { type: 'custom_tool_call_output', call_id: 'c', output: [{ type: 'input_text', text: who }] },
      { type: 'computer_call_output', call_id: 'c', acknowledged_safety_checks: [{ id: 's', message: who }] },
      { type: 'mcp_approval_response', approval_request_id: 'a', approve: false, reason: who },
    ];
    expect(items(plain).map((one) => restoreItem(one, book))).toEqual(items(PLAIN));
  });
});
