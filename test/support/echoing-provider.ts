import { withoutNotes } from '../../lambda/openai/notes.ts';
import { TOKEN_INSTRUCTION } from '../../lambda/openai/token-instruction.ts';
import {
  chunk,
  completion,
  DONE,
  delta,
  finish,
  inPieces,
  logprob,
  metering,
  roleDelta,
  saying,
  sentBody,
  tokensOf,
} from './openai-wire.ts';
import type { Respond } from './scripted-provider.ts';

const MARK = /^\[\[(\d+)\]\] /;
/** Several texts may have been joined to one. */
const BEFORE_MARK = /\s*(?=\[\[\d+\]\] )/;

/** Marks a text with the number of its place, so that an answer can be told to speak of it. */
export const marked = (place: number, text: string): string => `[[${place}]] ${text}`;

const parsedJson = (text: string): unknown => {
  try {
    return /^\s*[[{]/.test(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
};

/** The marked texts in a body, also those in JSON in strings and those that are keys, by their numbers. */
const markedIn = (value: unknown, found = new Map<number, string>()): Map<number, string> => {
  if (typeof value === 'string') {
    const json = parsedJson(value);
    if (json !== undefined) return markedIn(json, found);
    for (const text of value.split(BEFORE_MARK)) {
      const place = MARK.exec(text)?.[1];
      if (place !== undefined)
        found.set(Number(place), withoutNotes(text.replace(`\n\n${TOKEN_INSTRUCTION}`, '')));
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      markedIn(key, found);
      markedIn(item, found);
    }
  }
  return found;
};

/** The numbers of the places whose texts reached the provider, and those texts in one. */
export const echoOf = (body: string): { readonly places: readonly number[]; readonly text: string } => {
  const found = [...markedIn(sentBody({ body }))].sort(([a], [b]) => a - b);
  return { places: found.map(([place]) => place), text: found.map(([, text]) => text).join('\n') };
};

/** A citation of the first token: where it stands, its name as the title, and it in a URL. */
const citation = (text: string): object[] => {
  const [token] = tokensOf(text);
  if (token === undefined) return [];
  const start = text.indexOf(token);
  const url = `https://example.org/?q=${token}`;
  return [
    {
      type: 'url_citation',
      url_citation: { start_index: start, end_index: start + token.length, title: token, url },
    },
  ];
};

/** Arguments that hold the text as it is, and once more in JSON in a string. */
const argumentsWith = (text: string): string => JSON.stringify({ text, document: JSON.stringify({ text }) });

const PIECE = 5;

const plainEcho = (text: string): object =>
  completion([
    {
      ...saying(text, {
        refusal: text,
        reasoning_content: text,
        annotations: citation(text),
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'note', arguments: argumentsWith(text) } },
          { id: 'call_2', type: 'custom', custom: { name: 'shell', input: text } },
        ],
        function_call: { name: 'note', arguments: argumentsWith(text) },
        audio: { id: 'audio_1', data: '', expires_at: 0, transcript: text },
      }),
      logprobs: { content: inPieces(text, PIECE).map(logprob), refusal: null },
    },
  ]);

/** One piece of every lane in turn, so that all of them are under way at once. */
const deltasOf = (text: string, size: number): string[] => {
  const json = inPieces(argumentsWith(text), size);
  const plain = inPieces(text, size);
  return json.flatMap((piece, at) => {
    const own = plain[at];
    const args = { arguments: piece };
    return [
      ...(own === undefined
        ? []
        : [
            delta({ content: own }, 0, { logprobs: { content: [logprob(own)], refusal: null } }),
            delta({ refusal: own }),
            delta({ reasoning_content: own }),
            delta({ tool_calls: [{ index: 1, custom: { input: own } }] }),
            delta({ audio: { transcript: own } }),
          ]),
      delta({ tool_calls: [{ index: 0, function: args }] }),
      delta({ function_call: args }),
    ];
  });
};

const streamedEcho = (text: string, size: number): string[] => [
  roleDelta(),
  delta({
    tool_calls: [
      { index: 0, id: 'call_1', type: 'function', function: { name: 'note', arguments: '' } },
      { index: 1, id: 'call_2', type: 'custom', custom: { name: 'shell', input: '' } },
    ],
  }),
  ...deltasOf(text, size),
  delta({ annotations: citation(text) }),
  chunk([]),
  finish(),
  metering(),
  DONE,
];

/** The texts of an echo, by the lanes of a streamed answer. Those of arguments are JSON around the text. */
export const ECHO_LANES = [
  '0.content',
  '0.refusal',
  '0.reasoning_content',
  '0.tool_calls.1.custom.input',
  '0.audio.transcript',
] as const;
export const ECHO_ARGUMENT_LANES = [
  '0.tool_calls.0.function.arguments',
  '0.function_call.arguments',
] as const;

/** A model that says all marked texts of the request again, wherever a model can say something, in small pieces. */
export const echoMarked: Respond = (reply, request) => {
  const { text } = echoOf(request.body);
  if (sentBody(request)['stream'] !== true) reply.json(200, plainEcho(text));
  else reply.sse(...streamedEcho(text, text.length > 4_000 ? 97 : PIECE));
};
