import { createHash } from 'node:crypto';
import type { RandomBytes } from '../contract/random.ts';
import { Sensitive } from '../contract/sensitive.ts';
import { isKeyId, type KeyId } from '../contract/tenant.ts';
import type { ApiKeyRecord } from './api-key.ts';

/** `hwk_live_ID_SECRET` or `hwk_test_ID_SECRET`. */
const KEY_TEXT = /^hwk_(live|test)_([0-9a-z]{12})_([0-9A-Za-z]{43})$/;

const ID_LENGTH = 12;
const ID_ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** 43 characters of 62 are just over 256 bits. */
const SECRET_LENGTH = 43;
const SECRET_ALPHABET = `${ID_ALPHABET}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

export type KeyEnvironment = ApiKeyRecord['environment'];

/** An API key taken apart. */
export interface KeyText {
  readonly environment: KeyEnvironment;
  readonly id: KeyId;
  readonly secret: Sensitive<string>;
}

/** A key that was just made. Its text exists only here: the store gets the hash. */
export interface NewKey {
  readonly environment: KeyEnvironment;
  readonly id: KeyId;
  readonly text: Sensitive<string>;
  readonly secretHash: string;
}

/** `undefined` for anything that is not exactly of our form. */
export const parseKeyText = (text: string): KeyText | undefined => {
  const [, environment, id, secret] = KEY_TEXT.exec(text) ?? [];
  if (environment !== 'live' && environment !== 'test') return undefined;
  if (id === undefined || secret === undefined || !isKeyId(id)) return undefined;
  return { environment, id, secret: new Sensitive(secret) };
};

/** SHA-256, lower-case hex. A plain hash will do: the secret has 256 random bits. */
export const hashSecret = (secret: Sensitive<string>): string =>
  createHash('sha256').update(secret.reveal()).digest('hex');

/** Bytes that would make some characters likelier than others are thrown away. */
const randomText = (alphabet: string, length: number, random: RandomBytes): string => {
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of random(length - text.length)) {
      if (byte < fair) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
};

export const createKeyText = (environment: KeyEnvironment, random: RandomBytes): NewKey => {
  const id = randomText(ID_ALPHABET, ID_LENGTH, random);
  const secret = new Sensitive(randomText(SECRET_ALPHABET, SECRET_LENGTH, random));
  if (!isKeyId(id)) throw new Error('A new key has an id of a wrong form.');
  const text = new Sensitive(`hwk_${environment}_${id}_${secret.reveal()}`);
  return { environment, id, text, secretHash: hashSecret(secret) };
};
