import type { Input } from './json-service.ts';
import { ServiceError } from './service-error.ts';

/** Reads the members of one operation's input and keeps account of which were read. */
export interface Members {
  /** A string of that many characters; `undefined` when absent. */
  text(name: string, min: number, max: number): string | undefined;
  requiredText(name: string, min: number, max: number): string;
  /** Base64 of that many bytes. */
  requiredBlob(name: string, min: number, max: number): Buffer;
  /** A map of strings; empty when absent. */
  textMap(name: string): Readonly<Record<string, string>>;
  /** Throws when there are members that were not read: AWS may know them, the fake does not. */
  nothingElse(): void;
}

const isTextMap = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((member) => typeof member === 'string');

/** `errorName` is what the service calls an input outside its limits. */
export const createMembers = (input: Input, errorName: string): Members => {
  const read = new Set<string>();
  const refuse = (name: string, what: string): ServiceError =>
    new ServiceError(errorName, `1 validation error detected: Value at '${name}' ${what}`);

  const text = (name: string, min: number, max: number): string | undefined => {
    read.add(name);
    const value = input[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') {
      throw new ServiceError('SerializationException', `${name} is not a string.`);
    }
    if (value.length < min || value.length > max) throw refuse(name, 'is too short or too long.');
    return value;
  };

  const requiredText = (name: string, min: number, max: number): string => {
    const value = text(name, min, max);
    if (value === undefined) throw refuse(name, 'must not be null.');
    return value;
  };

  return {
    text,
    requiredText,
    requiredBlob(name, min, max) {
      const value = requiredText(name, 0, Number.POSITIVE_INFINITY);
      const bytes = Buffer.from(value, 'base64');
      if (bytes.toString('base64') !== value) {
        throw new ServiceError('SerializationException', `${name} is not base64.`);
      }
      if (bytes.length < min || bytes.length > max) throw refuse(name, 'is too short or too long.');
      return bytes;
    },
    textMap(name) {
      read.add(name);
      const value = input[name] ?? {};
      if (!isTextMap(value))
        throw new ServiceError('SerializationException', `${name} is not a map of strings.`);
      return value;
    },
    nothingElse() {
      const other = Object.keys(input).find((name) => !read.has(name));
      if (other !== undefined) throw refuse(other, 'is not supported by the local fake.');
    },
  };
};
