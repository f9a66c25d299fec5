import type { LocalSettings } from './settings.ts';

export interface BannerFacts {
  readonly settings: LocalSettings;
  /** Without the version. */
  readonly url: string;
  readonly apiKey: string;
  readonly logFile: string;
  readonly startMs: number;
}

/** Made up, with something of several kinds to find. */
const EXAMPLE =
  'Write a short note: Jane Roe, born 03/14/1962, MRN 48215733, phone 415-555-0134, was seen by Dr. Alan Pike.';

const curl = (url: string, apiKey: string): readonly string[] => [
  `curl -N ${url}/v1/chat/completions \\`,
  `  -H 'Authorization: Bearer ${apiKey}' \\`,
  `  -H 'Content-Type: application/json' \\`,
  `  -d '${JSON.stringify({ model: 'standard', stream: true, messages: [{ role: 'user', content: EXAMPLE }] })}'`,
];

/** What the user reads when the gateway is ready. */
export const banner = ({ settings, url, apiKey, logFile, startMs }: BannerFacts): string => {
  const provider = settings.provider
    ? settings.provider.baseUrl
    : 'the built-in demo provider (OPENAI_API_KEY switches to a real one)';
  return [
    `Hawthorn is ready, after ${(startMs / 1000).toFixed(1)} s.`,
    '',
    `  base URL   ${url}/v1`,
    `  API key    ${apiKey}`,
    `  provider   ${provider}`,
    `  state      ${settings.stateFolder}`,
    `  log        ${logFile}`,
    '',
    'Try it in another terminal:',
    '',
    ...curl(url, apiKey),
    '',
    'Below you see, for each request, what the provider received beside what the client got. The client gets PHI in',
    'clear, so this window shows it too. It is for your own computer only, and is not in the log.',
    'Ctrl-C stops the gateway.',
    '',
    '',
  ].join('\n');
};
