import type { CatalogueDefinition } from './catalogue-definition.ts';

/**
 * OpenAI alone, under the names that it has itself, and the tiers. Model names are those of `ChatModel` in the `openai`
 * package, without the ones whose shutdown is announced there.
 */
export const DEFAULT_CATALOGUE: CatalogueDefinition = {
  providers: [
    {
      name: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      auth: 'bearer',
      keySecret: 'openai',
      responses: true,
      passthrough: true,
      takesCallersKey: true,
    },
  ],
  models: [
    { id: 'gpt-6-astra', provider: 'openai' },
    { id: 'gpt-5.5', provider: 'openai' },
    { id: 'gpt-5.4', provider: 'openai' },
    { id: 'gpt-5.4-mini', provider: 'openai' },
    { id: 'gpt-5.6-luna', provider: 'openai' },
  ],
  routes: {
    standard: ['gpt-5.4-mini', 'gpt-5.6-luna'],
    premium: ['gpt-5.5', 'gpt-5.4'],
    enterprise: ['gpt-6-astra', 'gpt-5.5'],
  },
};
