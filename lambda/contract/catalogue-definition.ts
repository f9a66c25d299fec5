import * as z from 'zod/mini';

/** Model names that may be sent on unseen. Nothing that could hold a sentence. */
export const MODEL_NAME = /^[A-Za-z0-9._:/-]{1,128}$/;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Keys travel in a header, so plain HTTP is for this machine alone. */
const isBaseUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const bare = url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return bare && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname)));
};

const modelName = z.string().check(z.regex(MODEL_NAME, 'must be 1 to 128 of A-Z a-z 0-9 . _ : / -'));

const provider = z.strictObject({
  /** Stands in the audit. */
  name: z.string().check(z.regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 of a-z 0-9 -')),
  baseUrl: z
    .string()
    .check(z.refine(isBaseUrl, 'must be an https URL (http for loopback) without query, fragment or user')),
  auth: z.enum(['bearer', 'api-key'], 'must be bearer or api-key'),
  keySecret: z.string().check(z.regex(/^[A-Za-z0-9/_+=.@-]{1,256}$/, 'must be the name of a secret')),
  /**
   * Whether it has the Responses API; where it has chat alone, requests for responses are translated. Left out: yes at
   * the addresses of OpenAI, Azure OpenAI and Bedrock, no elsewhere, since chat is what every compatible server has.
   */
  responses: z.optional(z.boolean()),
  /** Takes any model name that is not listed. One provider at most. */
  passthrough: z.optional(z.boolean()),
  /** The caller's own key (`x-openai-key`) may be sent there. */
  takesCallersKey: z.optional(z.boolean()),
});

const model = z.strictObject({
  /** What callers ask for. */
  id: modelName,
  /** Name of a provider above. */
  provider: z.string(),
  /** The provider's own name for it, where that differs. */
  model: z.optional(modelName),
});

/** Ids of models above, in the order in which they are tried. */
const route = z.array(z.string()).check(z.minLength(1, 'must name a model'));

/** What an operator writes: who answers, and under which names. */
export const catalogueDefinition = z.strictObject({
  providers: z.array(provider).check(z.minLength(1, 'must name a provider')),
  models: z.array(model),
  /** Name to ordered list of model ids: aliases (`fast-chat`) and tiers (`standard`, `premium`) alike. */
  routes: z.optional(z.record(modelName, route)),
});

export type CatalogueDefinition = z.infer<typeof catalogueDefinition>;
