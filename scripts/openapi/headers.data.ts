/** What the headers of answers say. */
export const RESPONSE_HEADERS = {
  'x-request-id': 'Names the request in the audit and the logs.',
  'x-hawthorn-phi': 'Distinct values found, by type, such as `NAME=2, DATE=1`; `none` where nothing was found.',
  'openai-processing-ms': 'How long it took until the answer began, in milliseconds.',
  'retry-after': 'When to try again, in seconds.',
  'retry-after-ms': 'The same in milliseconds, where a provider says so.',
  'x-should-retry': '`false` where trying again at once is of no use.',
  'x-ratelimit-limit-requests': 'Requests that the tightest window takes.',
  'x-ratelimit-limit-tokens': 'The provider’s limit of tokens.',
  'x-ratelimit-remaining-requests': 'What that window would still take.',
  'x-ratelimit-remaining-tokens': 'What the provider’s window would still take.',
  'x-ratelimit-reset-requests': 'When that window ends, such as `1m0s`.',
  'x-ratelimit-reset-tokens': 'When the provider’s window ends.',
};
