import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ATTENDING,
  CHART,
  expectRestored,
  FILLED_VISIT,
  itemTypes,
  MODEL,
  PROMPT,
  QUERIED,
  serveClinic,
} from '../../support/clinic.ts';
import { demoModelCutAfter } from '../../support/demo-model.ts';
import { findPython, type PythonClient, startPythonClient } from '../../support/python-client.ts';

const found = await findPython();

/** Text in many pieces: those of a stream that isn't held back. */
const expectPieces = (deltas: unknown): void => {
  const pieces = deltas as string[];
  expect(pieces.length).toBeGreaterThan(20);
  expectRestored(pieces.join(''));
};

/* What the client does is in `python/*.py`. */
describe.skipIf('missing' in found)('missing' in found ? found.missing : 'Python’s openai', () => {
  const { gateway, provider, input, sent } = serveClinic();
  const asked = { model: MODEL, input: PROMPT } as const;
  let client: PythonClient;
  beforeAll(() => {
    if ('python' in found) client = startPythonClient(found.python, gateway());
  });
  afterAll(() => client.close());

  describe('responses', () => {
    test('create', async () => {
      const { id, text, status } = await client.returned('text.create', asked);
      expectRestored(text);
      expect(status).toBe('completed');
      expect(id).toMatch(/^resp_[0-9a-f]{32}$/);
    });

    test('create with stream=True', async () => {
      const { types, deltas } = await client.returned('text.iterate', asked);
      expectPieces(deltas);
      expect((types as string[])[0]).toBe('response.created');
      expect((types as string[]).at(-1)).toBe('response.completed');
    });

    test('stream, which keeps the text so far, and the same with asyncio', async () => {
      const { last_snapshot: snapshot, text, pieces } = await client.returned('text.stream', asked);
      expectRestored(text);
      expect(snapshot).toBe(text);
      expect(pieces).toBeGreaterThan(20);
      expectRestored((await client.returned('text.stream_async', asked))['text']);
    });

    test('parse with a model of pydantic, plain and streamed', async () => {
      expect(await client.returned('text.parse', asked)).toEqual({
        plain: FILLED_VISIT,
        streamed: FILLED_VISIT,
      });
    });

    test.each([
      ['text.iterate', 20],
      ['text.stream', 20],
      ['text.stream', 5],
      ['text.stream_async', 20],
    ])('%s raises when the stream is cut after %i events', async (script, frames) => {
      provider(demoModelCutAfter(frames));
      expect(await client.outcome(script, asked)).toMatchObject({
        raised: 'APIError',
        message: 'The answer of the model provider broke off.',
        code: 'provider_error',
      });
    });

    test('a refused request raises the error of its status', async () => {
      await client.returned('text.create', asked);
      const outcome = await client.outcome('text.create', { ...asked, background: true });
      expect(outcome).toMatchObject({
        raised: 'BadRequestError',
        status_code: 400,
        code: 'bad_request',
        param: 'background',
      });
    });
  });

  describe('several turns', () => {
    const inLoop = { ...asked, chart: CHART };

    test('a loop of tool calls by previous_response_id', async () => {
      const { queried, text } = await client.returned('turns.by_previous_response', inLoop);
      expect(queried).toEqual([QUERIED]);
      expectRestored(text);
      expect(text).toContain(ATTENDING);
      expect(itemTypes(input(1))).toEqual(['message', 'function_call', 'function_call_output']);
    });

    test('a loop of tool calls in a conversation, whose items come in pages', async () => {
      const { queried, text, types, items } = await client.returned('turns.by_conversation', inLoop);
      expect(queried).toEqual([QUERIED]);
      expectRestored(text);
      expect(types).toEqual(['message', 'function_call', 'function_call_output', 'message']);
      expectRestored(items);
    });

    test('a loop of tool calls with the history sent back, sealed reasoning included', async () => {
      const { queried, text, sent_back: types } = await client.returned('turns.by_history', inLoop);
      expect(queried).toEqual([QUERIED]);
      expectRestored(text);
      expect(types).toEqual(['reasoning', 'function_call']);
      expect(itemTypes(input(1))).toEqual(['message', 'reasoning', 'function_call', 'function_call_output']);
      expect(sent()[1]).toMatchObject({ store: false });
    });

    test('a stored response is read again, and is gone when it was deleted', async () => {
      const kept = await client.returned('turns.keep_and_delete', asked);
      expect(kept).toMatchObject({ same: true, metadata: { ward: '3' } });
      expectRestored(kept['text']);
      expectRestored(kept['input']);
      expect(await client.outcome('turns.retrieve', { id: kept['id'] })).toMatchObject({
        raised: 'NotFoundError',
        code: 'not_found',
      });
    });

    test('a stored stream is read again from its middle', async () => {
      const { heard, again, same } = await client.returned('turns.replay', asked);
      expect(same).toBe(true);
      expect(again).toBe(Number(heard) - 11);
    });
  });

  describe('chat completions', () => {
    test('plain, parsed, and streamed in both ways', async () => {
      expectRestored((await client.returned('chat.create', asked))['text']);
      expect(await client.returned('chat.parse', asked)).toEqual({ parsed: FILLED_VISIT });
      expectPieces((await client.returned('chat.iterate', asked))['deltas']);
      expectRestored((await client.returned('chat.stream', asked))['text']);
    });

    test.each(['chat.iterate', 'chat.stream'])('%s raises when the stream is cut', async (script) => {
      provider(demoModelCutAfter(20));
      expect(await client.outcome(script, asked)).toMatchObject({
        raised: 'APIError',
        message: 'The answer of the model provider broke off.',
      });
    });
  });
});
