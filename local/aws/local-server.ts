import { once } from 'node:events';
import type { Server } from 'node:http';

/** A server that this process runs for itself. */
export interface LocalServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback address: nobody else on the network can reach it. */
export const listenLocally = async (server: Server): Promise<LocalServer> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error instanceof Error) reject(error);
          else resolve();
        });
        server.closeAllConnections();
      }),
  };
};
