import { type Check, CheckFailed, CheckSkipped, expectThat } from './check.ts';
import type { Answered, GatewayClient, Streamed } from './gateway-client.ts';
import { at, errorCode, eventsIn, listIn, textIn } from './read-json.ts';

/** Made up. */
const NAME = 'Jane Roe';
const NOTE = `Patient ${NAME}, MRN 48215733, phone 415-555-0134, was seen on 03/14/2026.`;
const ASK = `Repeat this sentence word for word and add nothing: ${NOTE}`;

const TOKEN = /\b(?:NAME|PLACE|DATE|PHONE|EMAIL|ID|URL|AGE|SECRET)_[0-9A-Z]{6,}\b/;

/** Words that all came at once were held back by somebody on the way; the stream's opening and keep-alives are no words. */
const LEAST_PIECES = 4;
const LEAST_SPREAD_MS = 100;

const expectRestored = (answer: string, { headers }: Pick<Answered, 'headers'>): string => {
  const phi = headers.get('x-hawthorn-phi') ?? '';
  expectThat(/NAME=[1-9]/.test(phi), `x-hawthorn-phi is ${phi || 'missing'}, without a name`);
  expectThat(!TOKEN.test(answer), 'a token stands in the answer');
  expectThat(answer.includes(NAME), 'the name did not come back; a model may not have repeated the sentence');
  return `${phi}; the name came back`;
};

const expectOk = ({ status, json }: Answered): void =>
  expectThat(status === 200, `status ${status} ${errorCode(json)}`);

const outputText = (response: unknown): string =>
  listIn(response, 'output')
    .flatMap((item) => listIn(item, 'content'))
    .map((part) => textIn(part, 'text'))
    .join('');

const chatText = (stream: string): string =>
  eventsIn(stream)
    .map((event) => textIn(event, 'choices', 0, 'delta', 'content'))
    .join('');

const responseText = (stream: string): string =>
  eventsIn(stream)
    .filter((event) => textIn(event, 'type') === 'response.output_text.delta')
    .map((event) => textIn(event, 'delta'))
    .join('');

const expectPiecemeal = ({ pieces }: Pick<Streamed, 'pieces'>): string => {
  const words = pieces.filter(({ text }) => /"content":\s*"[^"]/.test(text));
  const [first = 0, last = 0] = [words[0]?.at, words.at(-1)?.at];
  const spread = last - first;
  const told = `${words.length} pieces with words, the first after ${Math.round(first)} ms, the last ${Math.round(spread)} ms later`;
  expectThat(words.length >= LEAST_PIECES && spread >= LEAST_SPREAD_MS, `${told}: held back on the way`);
  return told;
};

const streamChecks = (client: GatewayClient, model: string): readonly Check[] => [
  {
    name: 'chat, streamed',
    run: async () => {
      const body = { model, stream: true, messages: [{ role: 'user', content: ASK }] };
      const answer = await client.stream('/v1/chat/completions', { body });
      expectThat(answer.status === 200, `status ${answer.status}`);
      expectThat(answer.text.trimEnd().endsWith('data: [DONE]'), 'the stream has no end');
      return expectRestored(chatText(answer.text), answer);
    },
  },
  {
    name: 'responses, streamed',
    run: async () => {
      const answer = await client.stream('/v1/responses', {
        body: { model, stream: true, store: false, input: ASK },
      });
      expectThat(answer.status === 200, `status ${answer.status}`);
      expectThat(answer.text.includes('"type":"response.completed"'), 'the stream has no end');
      return expectRestored(responseText(answer.text), answer);
    },
  },
  {
    name: 'streams piece by piece',
    run: async () => {
      const content = 'Count from one to sixty in English words, separated by commas.';
      const body = { model, stream: true, messages: [{ role: 'user', content }] };
      const answer = await client.stream('/v1/chat/completions', { body });
      expectThat(answer.status === 200, `status ${answer.status}`);
      const told = expectPiecemeal(answer);
      const keepAlives = answer.text.match(/^:/gm)?.length ?? 0;
      return `${told}; ${keepAlives} keep-alive comments`;
    },
  },
];

const stateCheck = (client: GatewayClient, model: string): Check => ({
  name: 'stored response',
  run: async () => {
    const created = await client.ask('/v1/responses', { body: { model, store: true, input: ASK } });
    expectOk(created);
    expectRestored(outputText(created.json), created);
    const path = `/v1/responses/${textIn(created.json, 'id')}`;
    const read = await client.ask(path);
    expectOk(read);
    expectThat(outputText(read.json) === outputText(created.json), 'it reads otherwise than it was given');
    const items = await client.ask(`${path}/input_items`);
    expectThat(JSON.stringify(items.json).includes(NAME), 'its input did not come back');
    expectOk(await client.ask(path, { method: 'DELETE' }));
    const { status } = await client.ask(path);
    expectThat(status === 404, `status ${status} after it was deleted`);
    return 'created, read, deleted, gone';
  },
});

/** The sources of what was found, and what the gateway would have sent. */
const dryRunCheck = (client: GatewayClient, detector: 'comprehend' | 'local'): Check => ({
  name: 'dry run and detector',
  run: async () => {
    const answer = await client.ask('/v1/phi/inspect', { body: { input: NOTE } });
    expectOk(answer);
    const sent = textIn(answer.json, 'results', 0, 'tokenised');
    expectThat(TOKEN.test(sent) && !sent.includes(NAME), 'the name would be sent as it is');
    expectThat(at(answer.json, 'degraded') === false, 'the detector’s service could not be asked');
    const spans = listIn(answer.json, 'results', 0, 'spans');
    const sources = new Set(spans.map((span) => textIn(span, 'source')));
    if (detector === 'comprehend' && !sources.has('medical-service'))
      throw new CheckFailed(`found by ${[...sources].join(', ')}: DetectPHI found nothing of it`);
    return `found by ${[...sources].join(', ')}`;
  },
});

const limitsCheck = (client: GatewayClient): Check => ({
  name: 'limits of the key',
  run: async () => {
    const answer = await client.ask('/v1/phi/inspect', { body: { input: 'Nothing.' } });
    expectOk(answer);
    const [limit, left] = ['limit', 'remaining'].map((what) =>
      answer.headers.get(`x-ratelimit-${what}-requests`),
    );
    if (limit == null || left == null)
      throw new CheckSkipped('the answer tells of no limits: a key without any?');
    expectThat(Number(left) < Number(limit), `${left} left of ${limit}`);
    return `${left} left of ${limit}`;
  },
});

/** What becomes of PHI on its way: replaced, brought back, found by the service, kept and deleted. */
export const phiChecks = (
  client: GatewayClient,
  { model, detector }: { readonly model: string; readonly detector: 'comprehend' | 'local' },
): readonly Check[] => [
  dryRunCheck(client, detector),
  {
    name: 'chat',
    run: async () => {
      const body = { model, messages: [{ role: 'user', content: ASK }] };
      const answer = await client.ask('/v1/chat/completions', { body });
      expectOk(answer);
      return expectRestored(textIn(answer.json, 'choices', 0, 'message', 'content'), answer);
    },
  },
  {
    name: 'responses',
    run: async () => {
      const answer = await client.ask('/v1/responses', { body: { model, store: false, input: ASK } });
      expectOk(answer);
      return expectRestored(outputText(answer.json), answer);
    },
  },
  ...streamChecks(client, model),
  stateCheck(client, model),
  limitsCheck(client),
];
