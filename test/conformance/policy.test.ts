import { beforeAll, describe, expect, test } from 'vitest';
import { setPolicy } from '../../lambda/access/set-policy.ts';
import { createDynamoPolicyStore } from '../../lambda/aws/dynamo-policy-store.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { BLOCKED, errorOf, expectError } from '../support/client-error.ts';
import { GOING_ON, tenantNamed } from '../support/identities.ts';
import { echo } from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { gateway, openai, provider, raw, sent, event } = serveGateway({
  environment: { [ENVIRONMENT.media]: 'allow' },
});

const POLICIES = {
  'limited-data': { actions: { DATE: 'keep', ID: 'block' } },
  'own-words': { allow: ['Mercy General'], deny: ['Project Heron', { term: 'Elm 7', type: 'PLACE' }] },
  'strict-clinic': { profile: 'strict', media: 'block' },
} as const;

/** A client of a tenant with that policy. */
const clientOf = async (name: keyof typeof POLICIES, role: 'clinician' | 'analyst' = 'clinician') =>
  openai({ apiKey: await gateway().issue({ tenant: tenantNamed(name), role }) });

beforeAll(async () => {
  const { dynamo, ports } = gateway();
  const store = createDynamoPolicyStore(dynamo, process.env[ENVIRONMENT.keysTable] ?? '');
  for (const [name, policy] of Object.entries(POLICIES)) {
    const change = { tenant: tenantNamed(name), policy, changedBy: 'the test' };
    await setPolicy({ store, audit: ports.audit, clock: Date.now }, change, GOING_ON);
  }
});

const ask = (content: string) => ({
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user' as const, content }],
});

const lastText = (): unknown => sent()[0]?.messages.at(-1)?.content;

describe('a tenant that keeps dates and blocks numbers', () => {
  test('sends dates as they are, which the audit counts', async () => {
    provider(echo(([name]) => `${name} was seen.`));
    const client = await clientOf('limited-data');
    const { choices } = await client.chat.completions.create(ask('Patient Jane Roe was seen on 5/4/2026.'));
    expect(choices[0]?.message.content).toBe('Jane Roe was seen.');
    expect(lastText()).toMatch(/^Patient NAME_\w{6} was seen on 5\/4\/2026\.$/);
    expect(await event('opened')).toMatchObject({ phi: { NAME: 1 }, kept: { DATE: 1 } });
  });

  test('is refused a number with its path, on record with its type, and nothing is sent', async () => {
    provider(echo(() => 'never'));
    const client = await clientOf('limited-data');
    const asked = ask('Patient Jane Roe, MRN 48215733.');
    expectError(await errorOf(client.chat.completions.create(asked)), {
      ...BLOCKED,
      param: 'messages[0].content',
    });
    expectError(
      await errorOf(
        client.responses.create({
          model: 'gpt-5.4-mini',
          input: [{ role: 'user', content: [{ type: 'input_text', text: 'MRN 48215733' }] }],
        }),
      ),
      { ...BLOCKED, param: 'input[0].content[0].text' },
    );
    expect(raw()).toEqual([]);
    const denied = await event('denied');
    expect(denied).toMatchObject({ reason: 'phi_blocked', blocked: { ID: 1 }, phi: { ID: 1 } });
    expect(JSON.stringify(denied)).not.toContain('48215733');
  });

  test('lets no analyst send what it keeps', async () => {
    provider(echo(() => 'never'));
    const client = await clientOf('limited-data', 'analyst');
    expectError(await errorOf(client.chat.completions.create(ask('Seen on 5/4/2026.'))), {
      ...BLOCKED,
      param: 'messages[0].content',
    });
    expect(raw()).toEqual([]);
  });
});

describe('a tenant with words of its own', () => {
  test('sends its own name, and not what stands beside it', async () => {
    provider(echo(() => 'Fine.'));
    const client = await clientOf('own-words');
    await client.chat.completions.create(ask('She came to Mercy General Hospital, 12 Elm St, Springfield.'));
    expect(lastText()).toMatch(/^She came to Mercy General/);
    expect(lastText()).not.toMatch(/Elm|Springfield/);
  });

  test('never sends a term that it denies, also in a tool’s result and cut in two, and gets it back', async () => {
    provider(echo(([name]) => `${name} goes on.`));
    const client = await clientOf('own-words');
    const { choices } = await client.chat.completions.create({
      model: 'gpt-5.4-mini',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'project HERON and Proj' },
            { type: 'text', text: 'ect heron' },
          ],
        },
      ],
    });
    expect(choices[0]?.message.content).toBe('project HERON goes on.');
    expect(JSON.stringify(sent()[0]?.messages)).not.toMatch(/heron|Proj\b/i);
  });

  test('is refused one where nothing can be rewritten', async () => {
    provider(echo(() => 'never'));
    const client = await clientOf('own-words');
    for (const name of ['project_heron_budget', 'rooms_elm_7']) {
      const tools = [{ type: 'function' as const, function: { name, parameters: {} } }];
      const error = await errorOf(client.chat.completions.create({ ...ask('How much?'), tools }));
      expectError(error, { ...BLOCKED, param: 'tools[0].function.name' });
    }
    expect(raw()).toEqual([]);
  });
});

describe('a strict tenant', () => {
  test('sends no age, year or state, and no image though its stage lets them pass', async () => {
    provider(echo(() => 'Fine.'));
    const client = await clientOf('strict-clinic');
    await client.chat.completions.create(ask('A 45-year-old from Texas, ill since 2019.'));
    expect(lastText()).toMatch(/^A AGE_\w{6}-year-old from PLACE_\w{6}, ill since DATE_\w{6}\.$/);
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } } as const;
    const error = await errorOf(
      client.chat.completions.create({
        model: 'gpt-5.4-mini',
        messages: [{ role: 'user', content: [image] }],
      }),
    );
    expectError(error, { ...BLOCKED, param: 'messages[0].content[0].image_url' });
  });
});
