import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { banner } from './banner.ts';
import { createExchangeView } from './exchange-view.ts';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';
import { HELP, type LocalSettings, readSettings, SettingsError } from './settings.ts';

/** So long may running answers go on when the gateway is stopped. */
const GRACE_MS = 5_000;

/** npm hands a Ctrl-C on that the terminal has sent here already: twice at once is once. */
const SAME_SIGNAL_MS = 500;

const terminal = process.stdout.write.bind(process.stdout);

const style = () => ({
  columns: process.stdout.columns || 100,
  colours: process.stdout.isTTY && process.stdout.hasColors(),
});

/** The functions log to their standard output, which in AWS is a log and no terminal. */
const logToFile = ({ stateFolder }: LocalSettings): string => {
  const file = join(stateFolder, 'functions.log');
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const log = createWriteStream(file, { flags: 'a', mode: 0o600 });
  process.stdout.write = (chunk: string | Uint8Array) => log.write(chunk);
  return file;
};

const stopOnSignal = (gateway: LocalGateway): void => {
  let stoppedAt: number | undefined;
  const stop = (): void => {
    if (stoppedAt !== undefined) {
      if (performance.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    stoppedAt = performance.now();
    terminal('\nStopping.\n');
    gateway.close(GRACE_MS).then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
};

const explain = (error: unknown, port: number): string => {
  if (!(error instanceof Error)) return 'Hawthorn could not start.';
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Choose another: PORT=${port + 1} npm start`;
  if (code === 'EACCES') return `Port ${port} or the state folder is not yours to use.`;
  return error.message;
};

const fail = (error: unknown, port = 0): void => {
  process.stderr.write(`${explain(error, port)}\n`);
  process.exit(error instanceof SettingsError ? 2 : 1);
};

const start = async (settings: LocalSettings): Promise<void> => {
  const logFile = logToFile(settings);
  const gateway = await startLocalGateway(settings, createExchangeView(terminal, style));
  stopOnSignal(gateway);
  const { url, apiKey } = gateway;
  terminal(banner({ settings, url, apiKey: apiKey.reveal(), logFile, startMs: performance.now() }));
};

const main = async (): Promise<void> => {
  const [unknown] = process.argv.slice(2).filter((argument) => argument !== '--help' && argument !== '-h');
  if (unknown !== undefined) throw new SettingsError(`There is no option ${unknown}.\n\n${HELP}`);
  if (process.argv.length > 2) {
    terminal(HELP);
    return;
  }
  const settings = readSettings(process.env, process.cwd());
  await start(settings).catch((error: unknown) => fail(error, settings.port));
};

await main().catch(fail);
