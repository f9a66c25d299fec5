import { expect, it } from 'vitest';
import { reasons, sealsReasoning } from '../../../../lambda/openai/responses/reasoning-model.ts';

it.each([
  ...['o1', 'o3-mini', 'o4-mini-2025-04-16', 'gpt-5', 'gpt-5.4-mini', 'gpt-6-astra', 'gpt-10', 'GPT-5.5'],
  ...['openai.gpt-5.4', 'openai/o3', 'gpt-5.3-codex', 'codex-mini-latest', 'computer-use-preview'],
])('%s seals its reasoning', (model) => {
  expect(sealsReasoning(model)).toBe(true);
});

it.each([
  ...['gpt-4o', 'gpt-4.1-mini', 'gpt-35-turbo', 'gpt-3.5-turbo', 'gpt-5-chat-latest', 'gpt-5.3-chat-latest'],
  ...[
    'gpt-oss-120b',
    'openai.gpt-oss-20b-1:0',
    'deepseek-reasoner',
    'claude-sonnet-5',
    'clinic-gpt',
    'gpt-50x',
  ],
])('%s does not, as far as its name tells', (model) => {
  expect(sealsReasoning(model)).toBe(false);
});

it('whoever sets how much to reason has a model that does, under whatever name', () => {
  expect(reasons({ reasoning: { effort: 'low' } }, 'clinic-gpt')).toBe(true);
  expect(reasons({ reasoning: { effort: null, summary: 'auto' } }, 'clinic-gpt')).toBe(true);
  expect(reasons({ reasoning: { effort: null } }, 'clinic-gpt')).toBe(false);
  expect(reasons({ reasoning: {} }, 'clinic-gpt')).toBe(false);
  expect(reasons({ reasoning: null }, 'gpt-4.1')).toBe(false);
  expect(reasons({}, 'o3')).toBe(true);
});
