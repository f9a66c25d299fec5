/**
 * What a browser may send to the gateway and read from it. The preflight answers of API Gateway, its own error
 * answers, the functions and the laptop say the same. A list, since `*` doesn't cover `authorization`:
 * https://fetch.spec.whatwg.org/#http-access-control-allow-headers
 */
export const CORS = {
  origin: '*',
  methods: ['GET', 'POST', 'DELETE', 'OPTIONS'],
  requestHeaders: [
    'authorization',
    'content-type',
    'accept',
    'x-request-id',
    'x-hawthorn-session',
    'x-compliantchatgpt-key',
    'x-openai-key',
    'openai-organization',
    'openai-project',
    'idempotency-key',
    'x-stainless-arch',
    'x-stainless-async',
    'x-stainless-custom-poll-interval',
    'x-stainless-helper-method',
    'x-stainless-lang',
    'x-stainless-os',
    'x-stainless-package-version',
    'x-stainless-poll-helper',
    'x-stainless-retry-count',
    'x-stainless-runtime',
    'x-stainless-runtime-version',
    'x-stainless-timeout',
  ],
  responseHeaders: [
    'x-request-id',
    'x-hawthorn-phi',
    'openai-processing-ms',
    'retry-after',
    'retry-after-ms',
    'x-should-retry',
    'x-ratelimit-limit-requests',
    'x-ratelimit-limit-tokens',
    'x-ratelimit-remaining-requests',
    'x-ratelimit-remaining-tokens',
    'x-ratelimit-reset-requests',
    'x-ratelimit-reset-tokens',
  ],
  /** Browsers keep a preflight answer this long, in seconds. */
  maxAge: 600,
} as const;
