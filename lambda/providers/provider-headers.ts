const COUNT = /^\d{1,12}$/;
/** As OpenAI writes them: `6m0s`, `1.2s`, `17ms`. */
const DURATION = /^(?:\d{1,7}(?:\.\d{1,6})?(?:ms|s|m|h|d)){1,5}$/;

const RATE_LIMIT = Object.fromEntries(
  ['requests', 'tokens', 'project-requests', 'project-tokens'].flatMap((what) => [
    [`x-ratelimit-limit-${what}`, COUNT],
    [`x-ratelimit-remaining-${what}`, COUNT],
    [`x-ratelimit-reset-${what}`, DURATION],
  ]),
);

const ON_ANSWERS: Readonly<Record<string, RegExp>> = {
  ...RATE_LIMIT,
  'openai-version': /^\d{4}-\d{2}-\d{2}$/,
};
const ON_REFUSALS: Readonly<Record<string, RegExp>> = { ...RATE_LIMIT, 'x-should-retry': /^(?:true|false)$/ };

const pick = (headers: Headers, allowed: Readonly<Record<string, RegExp>>): Record<string, string> => {
  const picked: Record<string, string> = {};
  for (const [name, pattern] of Object.entries(allowed)) {
    const value = headers.get(name);
    if (value !== null && pattern.test(value)) picked[name] = value;
  }
  return picked;
};

/** What of an answer's headers goes on to the client: names of a closed set, values of a tight form. */
export const answerHeaders = (headers: Headers): Record<string, string> => pick(headers, ON_ANSWERS);

/** As above, of a refusal: what the client's retry logic reads. */
export const refusalHeaders = (headers: Headers): Record<string, string> => pick(headers, ON_REFUSALS);

const MAX_RETRY_AFTER_S = 3600;

const millisecondsAsked = (headers: Headers, now: number): number => {
  const milliseconds = headers.get('retry-after-ms');
  if (milliseconds !== null && /^\d{1,9}(?:\.\d{1,6})?$/.test(milliseconds)) return Number(milliseconds);
  const value = headers.get('retry-after');
  if (value === null) return Number.NaN;
  return /^\d{1,9}(?:\.\d{1,6})?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
};

/** How long the provider asks to wait: whole seconds, 1 to 3600. `undefined` when it doesn't say, or not clearly. */
export const retryAfterSeconds = (headers: Headers, now: number): number | undefined => {
  const seconds = Math.ceil(millisecondsAsked(headers, now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), MAX_RETRY_AFTER_S);
};
