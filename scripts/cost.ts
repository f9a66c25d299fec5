/**
 * `npm run cost -- --characters 2000 --turns 10`: what a month costs at list prices, see docs/cost.md. Without options:
 * a million chat completions of 2,000 characters each.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { costOf, totalOf } from './cost/cost-model.ts';

const text = { type: 'string' } as const;

const { values } = parseArgs({
  options: {
    endpoint: { ...text, default: 'chat' },
    requests: { ...text, default: '1000000' },
    characters: { ...text, default: '2000' },
    'answer-characters': { ...text, default: '1500' },
    'new-values': { ...text, default: '3' },
    turns: { ...text, default: '1' },
    'provider-seconds': { ...text, default: '8' },
    'overhead-seconds': { ...text, default: '0.2' },
    'memory-mb': { ...text, default: '1769' },
    detector: { ...text, default: 'comprehend' },
    'requests-per-lookup': { ...text, default: '20' },
  },
});

const amount = z.coerce.number().min(0);
const atLeastOne = z.coerce.number().min(1);

const workload = z
  .object({
    endpoint: z.enum(['chat', 'responses']),
    requests: amount,
    characters: amount,
    answerCharacters: amount,
    newValues: amount,
    turns: atLeastOne,
    providerSeconds: amount,
    overheadSeconds: amount,
    memoryMb: atLeastOne,
    detector: z.enum(['comprehend', 'local']),
    requestsPerLookup: atLeastOne,
  })
  .parse(
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
        value,
      ]),
    ),
  );

const lines = costOf(workload);
const row = (what: string, dollars: number, counted: string): string =>
  `${what.padEnd(22)}${dollars.toFixed(2).padStart(12)}   ${counted}`;

console.log(`${'A month, in dollars'.padEnd(22)}${''.padStart(12)}   at list prices of us-east-1`);
for (const { what, dollars, counted } of lines) console.log(row(what, dollars, counted));
console.log(row('Together', totalOf(lines), 'without the provider, storage, network and WAF'));
