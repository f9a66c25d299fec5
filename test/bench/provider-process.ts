import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * A provider in a process of its own. A plain answer comes at once. A stream has 100 chunks, 5 ms apart; each says when
 * it was sent, so that whoever gets it knows how long it was under way. It quotes the last message, tokens and all.
 */

const CHUNKS = 100;
const PACE_MS = 5;

const now = (): number => performance.timeOrigin + performance.now();

const chunk = (delta: object, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

const lastText = (body: { messages: { content: string }[] }): string => body.messages.at(-1)?.content ?? '';

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(parts).toString()) as {
      stream?: boolean;
      messages: { content: string }[];
    };
    if (body.stream !== true) {
      const message = { role: 'assistant', content: `You said: ${lastText(body)}` };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: 'c',
          object: 'chat.completion',
          created: 1,
          model: 'm',
          choices: [{ index: 0, message, finish_reason: 'stop' }],
        }),
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ role: 'assistant', content: '' }));
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      response.write(chunk({ content: `${now()};` }));
      if (sent < CHUNKS) return;
      clearInterval(timer);
      response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
    }, PACE_MS);
  });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1\n`);
});
