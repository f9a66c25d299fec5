import type { Answered, GatewayClient, Piece } from '../../scripts/smoke/gateway-client.ts';

interface Told {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

interface Answers {
  readonly root?: string;
  /** By method and path; a list is told one after the other. What isn't here must not be asked. */
  readonly asked?: Readonly<Record<string, Told | readonly Told[]>>;
  readonly streamed?: readonly Piece[];
}

const answered = ({ status = 200, headers = {}, json }: Told): Answered => ({
  ...{ status, headers: new Headers(headers), json },
  text: json === undefined ? '' : JSON.stringify(json),
});

/** A gateway that says what a test tells it to. */
export const answeringGateway = (answers: Answers): GatewayClient => {
  const left = new Map(
    Object.entries(answers.asked ?? {}).map(([name, told]) => [name, [told].flat()] as const),
  );
  return {
    root: new URL(answers.root ?? 'https://gateway.example'),
    ask(path, { method, body } = {}) {
      const name = `${method ?? (body === undefined ? 'GET' : 'POST')} ${path}`;
      const told = left.get(name)?.shift();
      if (told === undefined) throw new Error(`The test expects no ${name}.`);
      return Promise.resolve(answered(told));
    },
    stream() {
      const { streamed: pieces } = answers;
      if (pieces === undefined) throw new Error('The test expects no stream.');
      const text = pieces.map((piece) => piece.text).join('');
      return Promise.resolve({ status: 200, headers: new Headers(), text, pieces });
    },
  };
};
