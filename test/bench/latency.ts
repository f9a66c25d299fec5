import { ask, askPlain, type BothWays, percentile, question } from './both-ways.ts';
import { type BenchWire, WIRES } from './wires.ts';

const PLAIN_REQUESTS = 200;
const STREAMS = 12;
const WARM_UP = 20;

const now = (): number => performance.timeOrigin + performance.now();

/** Time to the first piece of text, and how long each piece was under way. */
const streamed = async (url: string, wire: BenchWire, round: number) => {
  const began = now();
  const body = { ...wire.ask(question(round)), stream: true, stream_options: { include_obfuscation: false } };
  const response = await ask(url, wire, body);
  const arrivals: number[] = [];
  const delays: number[] = [];
  let rest = '';
  for await (const part of response.body ?? []) {
    const arrived = now();
    const frames = (rest + Buffer.from(part as Uint8Array).toString()).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const stamp = wire.stamp.exec(frame)?.[1];
      if (stamp === undefined) continue;
      arrivals.push(arrived);
      delays.push(arrived - Number(stamp));
    }
  }
  const [first] = arrivals;
  if (first === undefined) throw new Error(`A stream without text: ${response.status} ${rest}`);
  return { first: first - began, delays };
};

/** What the gateway adds, in milliseconds: both ways measured in turn, in one run, from the same client. */
export interface AddedLatency {
  readonly what: string;
  readonly direct: readonly [p50: number, p99: number];
  readonly gateway: readonly [p50: number, p99: number];
}

/** Values of one way. */
interface Times {
  readonly plain: number[];
  readonly first: number[];
  readonly piece: number[];
}

const ROWS: readonly (readonly [keyof Times, string])[] = [
  ['plain', 'plain request'],
  ['first', 'time to first token'],
  ['piece', 'delay of a piece'],
];

const measureWire = async (wire: BenchWire, ways: BothWays): Promise<readonly AddedLatency[]> => {
  const times = (): Times => ({ plain: [], first: [], piece: [] });
  const [direct, gateway] = [times(), times()];
  const both = [
    [ways.direct, direct],
    [ways.gateway, gateway],
  ] as const;
  for (let round = -WARM_UP; round < PLAIN_REQUESTS; round += 1) {
    for (const [url, { plain }] of both) {
      const { ms } = await askPlain(url, wire, wire.ask(question(round)), round);
      if (round >= 0) plain.push(ms);
    }
  }
  for (let round = 0; round < STREAMS; round += 1) {
    for (const [url, { first, piece }] of both) {
      const result = await streamed(url, wire, 1_000 + round);
      first.push(result.first);
      piece.push(...result.delays);
    }
  }
  const of = (values: readonly number[]) => [percentile(values, 0.5), percentile(values, 0.99)] as const;
  return ROWS.map(([row, what]) => ({
    what: `${wire.name}: ${what}`,
    direct: of(direct[row]),
    gateway: of(gateway[row]),
  }));
};

export const measureLatency = async (ways: BothWays): Promise<readonly AddedLatency[]> => {
  const rows: AddedLatency[] = [];
  for (const wire of WIRES) rows.push(...(await measureWire(wire, ways)));
  return rows;
};
