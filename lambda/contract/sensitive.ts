import { inspect } from 'node:util';

const HIDDEN = '[sensitive]';

/**
 * Holds a value that must never be printed: a PHI value, a key, an original text. String conversion, JSON and
 * `util.inspect` all give a constant; only `reveal()` gives the value, so that each use can be found by its name.
 */
export class Sensitive<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
