import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResponsesPorts } from '../../../lambda/gateway/ports.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { collected } from '../../support/openai-wire.ts';
import {
  customCall,
  functionCall,
  message,
  reasoning,
  respondWith,
  response,
  sentResponsesBody,
  text,
  tokensInInput,
} from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';

const MODEL = 'gpt-5.4-mini';
const TURNS = 20;
const SEALED = 'gAAAAABsealed'.repeat(20);

type Input = OpenAI.Responses.ResponseInput;
type Going = Pick<OpenAI.Responses.ResponseCreateParams, 'previous_response_id' | 'conversation'>;

/** What a turn asks and what it is answered, in ids of its own. */
interface Round {
  readonly input: (turn: number) => Input;
  readonly output: (turn: number, tokens: readonly string[]) => readonly object[];
}

/** Turns of one length, each about somebody else and about the patient of the first. */
const visit = (turn: number): string =>
  `Week ${String(turn).padStart(2, '0')}: Dr. Helen Brooks saw patient number${turn + 10}@example.com with Gonzalez.`;

const newestMail = (tokens: readonly string[]): string =>
  tokens.findLast((token) => token.startsWith('EMAIL_')) ?? '';

const WORDS: Round = {
  input: (turn) => [
    { role: 'user', content: turn === 0 ? `${visit(0)} Patient Maria Gonzalez.` : visit(turn) },
  ],
  output: (turn, tokens) => [
    message(`msg_${turn}`, text(`Noted for ${tokens[0]} and ${newestMail(tokens)}.`)),
  ],
};

const AGENT: Round = {
  input: (turn) => [
    ...(turn === 0
      ? [{ role: 'user' as const, content: `${visit(0)} Patient Maria Gonzalez.` }]
      : [
          {
            ...{ type: 'function_call_output' as const, call_id: `call_f${turn - 1}` },
            output: JSON.stringify({ found: visit(turn) }),
          },
          {
            ...{ type: 'custom_tool_call_output' as const, call_id: `call_c${turn - 1}` },
            output: 'kept',
          },
        ]),
  ],
  output: (turn, tokens) => [
    reasoning(`rs_${turn}`, `About ${tokens[0]}.`, `${SEALED}${turn}`),
    functionCall(
      `fc_${turn}`,
      `call_f${turn}`,
      'find',
      `{"who":"${tokens[0]}","mail":"${newestMail(tokens)}"}`,
    ),
    customCall(`ctc_${turn}`, `call_c${turn}`, 'note', `* ${tokens[0]}`),
  ],
};

let gateway: TestGateway;
let round = WORDS;
let first = 0;
/** Characters that the detector has looked into. */
let looked = 0;

const respond: Respond = (reply, request, index) => {
  const output = round.output(index - first, tokensInInput(request));
  respondWith(reply, request, response(output as never));
};

const counting = (ports: ResponsesPorts): ResponsesPorts => ({
  ...ports,
  detector: {
    detect: (texts, call) => {
      looked += texts.reduce((sum, one) => sum + one.text.length, 0);
      return ports.detector.detect(texts, call);
    },
  },
});

beforeAll(async () => {
  gateway = await startGateway({ respond, ports: counting });
});
afterAll(() => gateway.close());

/** The text of the input as it stood in the body. */
const rawInput = (body: string): string => {
  const input = JSON.stringify(sentResponsesBody({ body }).input);
  if (!body.includes(`"input":${input}`)) throw new Error('the input is written in another way');
  return input;
};

const answer = async (turn: number, going: Going): Promise<OpenAI.Responses.Response> => {
  const body = { model: MODEL, input: round.input(turn), ...going };
  const { responses } = gateway.openai();
  if (turn % 2 === 0) return responses.create(body);
  const events = await collected(await responses.create({ ...body, stream: true }));
  const last = events.at(-1);
  if (last?.type !== 'response.completed') throw new Error('no proper end');
  return last.response;
};

/** Twenty turns, plain and streamed in turn: what the detector had to look into in each, and the answers. */
const talk = async (
  next: (previous: string | undefined) => Going,
): Promise<{ looks: number[]; answers: OpenAI.Responses.Response[] }> => {
  const looks: number[] = [];
  const answers: OpenAI.Responses.Response[] = [];
  first = gateway.provider.requests.length;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const before = looked;
    answers.push(await answer(turn, next(answers.at(-1)?.id)));
    looks.push(looked - before);
  }
  return { looks, answers };
};

const WAYS: Readonly<Record<string, () => Promise<(previous: string | undefined) => Going>>> = {
  previous_response_id: () =>
    Promise.resolve((previous) => (previous === undefined ? {} : { previous_response_id: previous })),
  conversation: async () => {
    const { id } = await gateway.openai().conversations.create();
    return () => ({ conversation: id });
  },
};

const ROUNDS: Readonly<Record<string, Round>> = { words: WORDS, 'reasoning, tools and their results': AGENT };

describe.each(Object.entries(WAYS))('twenty turns by %s', (_, begin) => {
  test.each(Object.entries(ROUNDS))('of %s', async (_name, own) => {
    round = own;
    const { looks, answers } = await talk(await begin());
    const bodies = gateway.provider.requests.slice(first).map(({ body }) => body);
    expect(bodies).toHaveLength(TURNS);

    // The last turn costs what the second did: nothing of the history is looked into again.
    expect(looks.at(-1)).toBeLessThanOrEqual(looks[1]!);
    expect(new Set(looks.slice(1)).size).toBe(1);
    expect(looks[1]).toBeGreaterThan(50);

    const last = rawInput(bodies.at(-1)!);
    for (const body of bodies) expect(last.startsWith(rawInput(body).slice(0, -1))).toBe(true);

    for (const body of bodies) expect(body).not.toMatch(/Maria|Gonzalez|Helen|Brooks|example\.com/);
    const [patient] = tokensInInput({ body: bodies[0]! });
    expect(tokensInInput({ body: bodies.at(-1)! })[0]).toBe(patient);
    for (const [turn, { output }] of answers.entries()) {
      expect(JSON.stringify(output)).not.toMatch(/NAME_|EMAIL_/);
      expect(JSON.stringify(output)).toContain(`number${turn + 10}@example.com`);
    }
  });
});
