/** Cryptographic randomness as a dependency: that many bytes. `node:crypto`'s `randomBytes`, or a test's own. */
export type RandomBytes = (size: number) => Uint8Array;
