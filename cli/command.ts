/** What a command may use of the terminal. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  out(text: string): void;
  err(text: string): void;
  readonly colours: boolean;
}

/** One thing that the operator can do. */
export interface Command {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Resolves with the exit code. Throws `UsageError` for what the user can put right. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** The command can't be carried out as it was given; the message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
