import { resolve } from 'node:path';
import { parseKeyText } from '../lambda/access/key-text.ts';
import { Sensitive } from '../lambda/contract/sensitive.ts';

/** What the user of the laptop gateway may choose. */
export interface LocalSettings {
  readonly port: number;
  /** Absolute. */
  readonly stateFolder: string;
  readonly media: 'block' | 'allow';
  /** The file with the policy to set; absolute. Without it the one that was set before holds. */
  readonly policyFile?: string;
  /** What the provider understands: the Responses API beside chat, or chat alone. */
  readonly wire: 'responses' | 'chat';
  /** The local API key, where the user fixed it. */
  readonly apiKey: Sensitive<string> | undefined;
  /** The real provider; without it the demo provider answers. */
  readonly provider: RealProvider | undefined;
}

export interface RealProvider {
  readonly key: Sensitive<string>;
  /** Without a slash at the end. */
  readonly baseUrl: string;
}

/** A setting is wrong. The message is for the user and names the setting, but never the value of a key. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const DEFAULT_PORT = 8787;
const DEFAULT_STATE = '.hawthorn';
const OPENAI = 'https://api.openai.com/v1';

const KNOWN = new Set([
  'HAWTHORN_API_KEY',
  'HAWTHORN_STATE',
  'HAWTHORN_MEDIA',
  'HAWTHORN_POLICY',
  'HAWTHORN_PROVIDER_WIRE',
]);

export const HELP = `Usage: npm start

Starts Hawthorn on this computer. Settings are environment variables:

  PORT              the port, ${DEFAULT_PORT} if not set; 0 takes any free one
  OPENAI_API_KEY    sends requests to the real provider; without it a built-in demo provider answers
  OPENAI_BASE_URL   the provider's address, ${OPENAI} if not set
  HAWTHORN_API_KEY  fixes the local API key (hwk_live_… or hwk_test_…); else one is made and kept
  HAWTHORN_STATE    the folder for keys, vault and audit, ${DEFAULT_STATE}/ if not set
  HAWTHORN_MEDIA    block (the default) or allow images, audio and files, which can't be scrubbed
  HAWTHORN_POLICY   a JSON file that says what counts as PHI, see docs/policy.md; kept until another is set
  HAWTHORN_PROVIDER_WIRE
                    responses (the default), or chat for a provider that has chat completions alone
`;

type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as not set, as in most shells' habits. */
const given = (environment: Environment, name: string): string | undefined => {
  const value = environment[name]?.trim() ?? '';
  return value === '' ? undefined : value;
};

const readPort = (text: string | undefined): number => {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new SettingsError('PORT must be a number from 0 to 65535.');
  return port;
};

const readMedia = (text = 'block'): LocalSettings['media'] => {
  if (text !== 'block' && text !== 'allow') throw new SettingsError('HAWTHORN_MEDIA must be block or allow.');
  return text;
};

const readWire = (text = 'responses'): LocalSettings['wire'] => {
  if (text !== 'responses' && text !== 'chat')
    throw new SettingsError('HAWTHORN_PROVIDER_WIRE must be responses or chat.');
  return text;
};

const readApiKey = (text: string | undefined): Sensitive<string> | undefined => {
  if (text === undefined) return undefined;
  if (parseKeyText(text) === undefined) {
    throw new SettingsError(
      'HAWTHORN_API_KEY must look like hwk_live_ID_SECRET or hwk_test_ID_SECRET: 12 small letters or digits, then 43 letters or digits.',
    );
  }
  return new Sensitive(text);
};

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);

/** Only what the catalogue of models takes too: keys don't travel unencrypted. */
const readBaseUrl = (text: string): string => {
  const url = URL.parse(text);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url === null || !isSafe || url.search + url.hash + url.username + url.password !== '') {
    throw new SettingsError(
      'OPENAI_BASE_URL must be an https address (http for this computer only) without a query, such as https://api.openai.com/v1.',
    );
  }
  return url.href.replace(/\/+$/, '');
};

const readProvider = (environment: Environment): RealProvider | undefined => {
  const key = given(environment, 'OPENAI_API_KEY');
  const baseUrl = given(environment, 'OPENAI_BASE_URL');
  if (key === undefined) {
    if (baseUrl === undefined) return undefined;
    throw new SettingsError('OPENAI_BASE_URL is set, but OPENAI_API_KEY is not.');
  }
  return { key: new Sensitive(key), baseUrl: readBaseUrl(baseUrl ?? OPENAI) };
};

/** Reads the settings from the environment. Throws `SettingsError` on any that is wrong or unknown. */
export const readSettings = (environment: Environment, workingFolder: string): LocalSettings => {
  const unknown = Object.keys(environment).find((name) => name.startsWith('HAWTHORN_') && !KNOWN.has(name));
  if (unknown !== undefined) throw new SettingsError(`${unknown} is not a setting of the laptop gateway.`);
  const policy = given(environment, 'HAWTHORN_POLICY');
  return {
    port: readPort(given(environment, 'PORT')),
    stateFolder: resolve(workingFolder, given(environment, 'HAWTHORN_STATE') ?? DEFAULT_STATE),
    media: readMedia(given(environment, 'HAWTHORN_MEDIA')),
    ...(policy !== undefined && { policyFile: resolve(workingFolder, policy) }),
    wire: readWire(given(environment, 'HAWTHORN_PROVIDER_WIRE')),
    apiKey: readApiKey(given(environment, 'HAWTHORN_API_KEY')),
    provider: readProvider(environment),
  };
};
