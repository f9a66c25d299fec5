import type { ResponsesPorts } from '../../lambda/gateway/ports.ts';

/** Every function of a port fails while one of the names is that of the port, or of the function behind it. */
const failingPort = <T extends object>(port: T, name: string, failIf: (...names: string[]) => void): T =>
  Object.fromEntries(
    Object.entries(port).map(([own, value]: [string, unknown]) => {
      const path = `${name}.${own}`;
      if (typeof value !== 'function') {
        return [own, failingPort(value as object, path, failIf)];
      }
      const call = async (...given: unknown[]): Promise<unknown> => {
        failIf(name, path);
        return await (value as (...all: unknown[]) => Promise<unknown>)(...given);
      };
      return [own, call];
    }),
  ) as T;

/** What may fail: a port, a function of a port by its path, or the record that an answer is closed with. */
export type FailingPart =
  | 'authenticator'
  | 'keys'
  | 'detector'
  | 'vault'
  | 'recall'
  | 'audit'
  | 'audit at the close'
  | 'provider'
  | `state.responses.${keyof ResponsesPorts['state']['responses']}`
  | `state.conversations.${keyof ResponsesPorts['state']['conversations']}`;

/** A gateway's ports, of which one at a time fails with an error that quotes the whole text of a request. */
export const createQuotingPorts = () => {
  let quoted = '';
  let failing: FailingPart | undefined;
  const failIf = (...names: readonly string[]): void => {
    if (failing === undefined || !names.includes(failing)) return;
    throw Object.assign(new TypeError(quoted), { cause: quoted, body: quoted });
  };
  return {
    ports: (ports: ResponsesPorts): ResponsesPorts => ({
      ...ports,
      authenticator: failingPort(ports.authenticator, 'authenticator', failIf),
      keys: failingPort(ports.keys, 'keys', failIf),
      detector: failingPort(ports.detector, 'detector', failIf),
      vault: failingPort(ports.vault, 'vault', failIf),
      recall: failingPort(ports.recall, 'recall', failIf),
      state: failingPort(ports.state, 'state', failIf),
      audit: {
        write: async (record) => {
          failIf('audit', record.kind === 'closed' ? 'audit at the close' : 'audit');
          await ports.audit.write(record);
        },
      },
      provider: failingPort(ports.provider, 'provider', failIf),
    }),
    quote: (text: string): void => {
      quoted = text;
    },
    /** Runs it while one part fails. */
    failing: async <T>(part: FailingPart, run: () => Promise<T>): Promise<T> => {
      failing = part;
      try {
        return await run();
      } finally {
        failing = undefined;
      }
    },
  };
};
