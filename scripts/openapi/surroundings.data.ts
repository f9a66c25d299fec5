export const INFO = {
  title: 'Hawthorn',
  version: '1',
  summary: 'An OpenAI-compatible gateway that keeps PHI inside of your own AWS account.',
  description: [
    'Clients of OpenAI change their base URL and their key, nothing else. PHI is found, replaced by tokens on the way to the model’s provider, and put back on the way to the client, in streams and tool calls as well.',
    'Parameters that are not named pass on to the provider, scrubbed; messages, items, parts and tools of an unknown kind are refused, since what they hold could not be scrubbed.',
    'Request bodies are JSON of 5 MiB at most. Errors are OpenAI’s error object with a closed set of codes and sentences.',
  ].join('\n\n'),
};

export const TAGS = [
  { name: 'Chat', description: 'Chat completions.' },
  { name: 'Responses', description: 'Responses, and those that were stored.' },
  { name: 'Conversations', description: 'Conversations and their items.' },
  { name: 'PHI', description: 'The dry run.' },
  { name: 'Models', description: 'What can be asked for.' },
  { name: 'Gateway', description: 'The gateway itself.' },
];

export const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'hwk_live_ID_SECRET',
    description: 'A key of this gateway, never a provider’s.',
  },
  textOnlyKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-compliantchatgpt-key',
    description: 'A key of this gateway, for the form whose answer is the text alone.',
  },
  providerKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-openai-key',
    description: 'The caller’s own key at the provider. It is neither kept nor logged.',
  },
};
