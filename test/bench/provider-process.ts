import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Asked, type BenchWire, WIRES } from './wires.ts';

/*
 * A provider in a process of its own. A plain answer comes at once. A stream has 100 pieces, 5 ms apart; each says when
 * it was sent, so that whoever gets it knows how long it was under way. It quotes the last message, tokens and all.
 */

const PIECES = 100;
const PACE_MS = 5;

const now = (): number => performance.timeOrigin + performance.now();

const stream = (wire: BenchWire, id: string, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(wire.begin(id).join(''));
  const said: string[] = [];
  const timer = setInterval(() => {
    const stamp = `${now()};`;
    said.push(stamp);
    response.write(wire.piece(stamp, id));
    if (said.length < PIECES) return;
    clearInterval(timer);
    response.end(wire.end(said.join(''), id).join(''));
  }, PACE_MS);
};

let answers = 0;

const answer = (wire: BenchWire, asked: Asked, response: ServerResponse): void => {
  answers += 1;
  const id = String(answers);
  if (asked.stream === true) {
    stream(wire, id, response);
    return;
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(wire.plain(`You said: ${wire.question(asked)}`, id)));
};

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const wire = WIRES.find(({ path }) => request.url === `/v1${path}`);
    if (wire === undefined) response.writeHead(404).end();
    else answer(wire, JSON.parse(Buffer.concat(parts).toString()) as Asked, response);
  });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1\n`);
});
