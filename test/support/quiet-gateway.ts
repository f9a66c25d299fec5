import { type LocalGateway, startLocalGateway } from '../../local/local-gateway.ts';

/** The laptop's gateway with the demo provider, as `npm start` has it, on a free port and without its view of exchanges. */
export const startQuietGateway = (stateFolder: string): Promise<LocalGateway> =>
  startLocalGateway(
    { port: 0, stateFolder, media: 'block', wire: 'responses', apiKey: undefined, provider: undefined },
    { onReceived: () => undefined, onExchange: () => undefined },
  );
