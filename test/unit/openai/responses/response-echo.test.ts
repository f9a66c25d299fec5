import { describe, expect, it } from 'vitest';
import { withEcho } from '../../../../lambda/openai/responses/response-echo.ts';

const ours = { id: 'resp_ours', stored: true };
const tool = (more: object) => ({ type: 'function', name: 'f', ...more });

describe('a response that repeats its request', () => {
  it('has our id and what the client said, not what the provider was sent', () => {
    const sent = {
      id: 'resp_theirs',
      store: false,
      instructions: 'Write to NAME_4KQ7ZD.\n\nCopy tokens verbatim.',
      metadata: {},
      previous_response_id: null,
      user: 'a hash',
      safety_identifier: 'another hash',
      temperature: 1,
      model: 'gpt-5',
    };
    const request = {
      instructions: 'Write to Zoë Łukasz.',
      metadata: { ward: '3' },
      previous_response_id: 'resp_before',
      conversation: 'conv_1',
      user: 'zoe',
      prompt: { id: 'p', variables: { who: 'Zoë' } },
      model: 'fast-chat',
      temperature: 0.2,
    };
    expect(withEcho(sent, request, ours)).toEqual({
      id: 'resp_ours',
      store: true,
      background: false,
      instructions: 'Write to Zoë Łukasz.',
      metadata: { ward: '3' },
      previous_response_id: 'resp_before',
      conversation: { id: 'conv_1' },
      user: 'zoe',
      safety_identifier: null,
      prompt: { id: 'p', variables: { who: 'Zoë' } },
      temperature: 1,
      model: 'gpt-5',
    });
  });

  it('has nulls where the client said nothing, an instruction of ours notwithstanding', () => {
    expect(withEcho({ instructions: 'Copy tokens verbatim.' }, {}, { ...ours, stored: false })).toEqual({
      id: 'resp_ours',
      store: false,
      background: false,
      instructions: null,
      metadata: {},
      previous_response_id: null,
      conversation: null,
    });
  });

  it('keeps the defaults that the provider filled in beside the client’s words', () => {
    const sent = {
      tools: [tool({ description: 'NAME_4KQ7ZD', strict: true, parameters: { required: ['a'] } })],
      tool_choice: 'auto',
      text: { format: { type: 'text' }, verbosity: 'medium' },
    };
    const request = {
      tools: [tool({ description: 'Zoë', parameters: { properties: { name: { title: 'Zoë' } } } })],
      text: { verbosity: 'low' },
    };
    expect(withEcho(sent, request, ours)).toMatchObject({
      tools: [
        {
          ...{ type: 'function', name: 'f', description: 'Zoë', strict: true },
          parameters: { required: ['a'], properties: { name: { title: 'Zoë' } } },
        },
      ],
      tool_choice: 'auto',
      text: { format: { type: 'text' }, verbosity: 'low' },
    });
  });

  it.each<[string, unknown, unknown]>([
    ['another number of them', [tool({ strict: true }), tool({})], [tool({})]],
    ['another one in its place', [tool({ name: 'g', strict: true })], [tool({})]],
    ['another kind', { 0: tool({ strict: true }) }, [tool({})]],
  ])('has the client’s tools alone where the provider’s are %s', (_what, sent, asked) => {
    expect(withEcho({ tools: sent }, { tools: asked }, ours)['tools']).toEqual(asked);
  });
});
