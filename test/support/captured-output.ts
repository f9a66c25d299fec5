export interface CapturedOutput {
  /** Everything written since the start, whatever way it took. */
  text(): string;
  stop(): void;
}

const { console: target } = globalThis;
const CONSOLE = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

/** Takes down all that this process writes: both standard streams, the console and Node's warnings. */
export const captureOutput = (): CapturedOutput => {
  const written: string[] = [];
  const restore: (() => void)[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      written.push(Buffer.from(chunk as string).toString('utf8'));
      return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
    };
    restore.push(() => (stream.write = write));
  }
  for (const method of CONSOLE) {
    const write = target[method].bind(console);
    target[method] = (...given: unknown[]): void => {
      written.push(given.map(String).join(' '));
      write(...given);
    };
    restore.push(() => (target[method] = write));
  }
  const onWarning = (warning: Error): void => void written.push(`${warning.message} ${warning.stack ?? ''}`);
  process.on('warning', onWarning);
  restore.push(() => process.off('warning', onWarning));
  return { text: () => written.join('\n'), stop: () => restore.forEach((undo) => undo()) };
};
