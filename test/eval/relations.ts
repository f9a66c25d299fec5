import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { DEFAULT_POLICY } from '../../lambda/access/dlp-policy.ts';
import { Sensitive } from '../../lambda/contract/sensitive.ts';
import { scopeId } from '../../lambda/contract/tenant.ts';
import { findPhi } from '../../lambda/gateway/find-phi.ts';
import { withChatNotes } from '../../lambda/openai/chat/chat-notes.ts';
import { list, plainText } from '../../lambda/openai/leaf.ts';
import { createPolicyRules } from '../../lambda/phi/apply-policy.ts';
import { createLocalDetector } from '../../lambda/phi/local-detector.ts';
import { mayBeOne, readName } from '../../lambda/relations/name-form.ts';
import { readDate } from '../../lambda/relations/read-date.ts';
import { createRelations } from '../../lambda/relations/relations.ts';
import { createTokenBook } from '../../lambda/tokens/token-book.ts';
import { tokeniseText } from '../../lambda/tokens/tokenise-text.ts';
import { readDocuments } from './documents.ts';

/*
 * `npm run eval:relations -- [--turns N] FILE…`: what notes on replaced values cost, and how many pairs of dates and of forms of a
 * name that a reader of the text could relate are related by what a model gets. Without notes that is none of them,
 * since each written form has a token of its own. How a model answers is not measured. It reads the files of `eval:phi`; N texts
 * are one conversation.
 */

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { turns: { type: 'string', default: '1' } },
});
const turns = Number(options.turns);

const NOW = Date.now();
const READING = { order: 'month-first', shown: false, lastYear: new Date(NOW).getUTCFullYear() + 1 } as const;
/** A token of a model for so many characters, as a rule of thumb. */
const CHARACTERS_A_TOKEN = 4;

const detector = createLocalDetector();
const rules = createPolicyRules(DEFAULT_POLICY);
const { signal } = new AbortController();

/** The texts as the messages of one conversation, with tokens in place of values. */
const tokenised = async (texts: readonly string[]) => {
  const book = createTokenBook({ key: new Sensitive(Buffer.alloc(32, 7)), scope: scopeId('eval') });
  const { leaves } = await findPhi(list(plainText), texts, {
    ...{ detector, rules, signal, onOutage: 'refuse', known: [] },
  });
  for (const { leaf, spans } of leaves) {
    for (const { start, end, type } of spans) book.issue(type, leaf.text.slice(start, end));
  }
  return { book, sent: leaves.map(({ leaf, spans }) => tokeniseText(leaf.text, spans, book)) };
};

type Known = ReturnType<ReturnType<typeof createTokenBook>['known']>;

const pairsOf = <T>(all: readonly T[]): (readonly [T, T])[] =>
  all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b] as const));

/** Pairs that a reader could relate: dates that say which day, month or date they are, and names that may be one. */
const readable = (known: Known): { readonly dates: number; readonly names: number } => {
  const dates = known.filter(({ type, value }) => type === 'DATE' && readDate(value, READING) !== undefined);
  const names = known.flatMap(({ type, value }) => (type === 'NAME' ? (readName(value) ?? []) : []));
  return {
    dates: pairsOf(dates).length,
    names: pairsOf(names).filter(([a, b]) => mayBeOne(a, b)).length,
  };
};

/** Pairs that stand together in what was told, or are both told of with a third. */
const related = (note: string, type: 'NAME' | 'DATE'): number => {
  const groups: Set<string>[] = [];
  for (const sentence of note.split(/\.(?: |\])/)) {
    const tokens = new Set(sentence.match(new RegExp(`${type}_\\w{6}`, 'g')) ?? []);
    if (tokens.size === 0) continue;
    const touching = groups.filter((group) => [...tokens].some((token) => group.has(token)));
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push(new Set([...tokens, ...touching.flatMap((group) => [...group])]));
  }
  return groups.reduce((sum, { size }) => sum + (size * (size - 1)) / 2, 0);
};

const report = async (file: string): Promise<void> => {
  const documents = await readDocuments(file);
  const talks = Array.from({ length: Math.ceil(documents.length / turns) }, (_, place) =>
    documents.slice(place * turns, (place + 1) * turns).map(({ text }) => text),
  );
  const sum = { bytes: 0, added: 0, noted: 0, ms: 0, dates: 0, datesTold: 0, names: 0, namesTold: 0 };
  for (const texts of talks) {
    const { book, sent } = await tokenised(texts);
    const began = performance.now();
    const messages = withChatNotes(
      sent.map((content) => ({ role: 'user', content })),
      createRelations(book, { now: NOW, dates: true }),
    );
    sum.ms += performance.now() - began;
    const note = messages
      .map((message, place) => (message as { readonly content: string }).content.slice(sent[place]?.length))
      .join('');
    const pairs = readable(book.known());
    sum.bytes += Buffer.byteLength(sent.join(''));
    sum.added += Buffer.byteLength(note);
    sum.noted += note === '' ? 0 : 1;
    sum.dates += pairs.dates;
    sum.names += pairs.names;
    sum.datesTold += related(note, 'DATE');
    sum.namesTold += related(note, 'NAME');
  }
  const count = talks.length;
  const each = (value: number): string => (value / count).toFixed(1);
  console.log(`\n${file}: ${String(count)} requests, ${each(sum.bytes)} bytes of text each`);
  console.log(`  requests with a note     ${String(sum.noted)}`);
  console.log(
    `  bytes added a request    ${each(sum.added)}, about ${each(sum.added / CHARACTERS_A_TOKEN)} tokens`,
  );
  console.log(`  time added a request     ${(sum.ms / count).toFixed(2)} ms`);
  console.log(`  pairs of dates related   ${String(sum.datesTold)} of ${String(sum.dates)}; 0 without notes`);
  console.log(`  pairs of names related   ${String(sum.namesTold)} of ${String(sum.names)}; 0 without notes`);
};

/** A long conversation: how the time grows with its turns. */
const reportTime = (length: number): void => {
  const book = createTokenBook({ key: new Sensitive(Buffer.alloc(32, 7)), scope: scopeId('eval') });
  const filler = 'The patient was stable and had no complaints. '.repeat(100);
  const messages = Array.from({ length }, (_, turn) => {
    const tokens = Array.from({ length: 25 }, (__, index) => {
      const day = new Date(Date.UTC(2020, 0, 1 + 25 * turn + index)).toISOString().slice(0, 10);
      const name = `${String.fromCharCode(65 + index)}nn${'abcdefghijklmnopqrst'.charAt(turn)}o Doe`;
      return index % 2 === 0 ? book.issue('DATE', day) : book.issue('NAME', name);
    });
    return { role: 'user', content: `${filler}${tokens.join(' ')}` };
  });
  const times = Array.from({ length: 40 }, () => {
    const began = process.cpuUsage();
    withChatNotes(messages, createRelations(book, { now: NOW, dates: true }));
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1_000;
  }).toSorted((a, b) => a - b);
  const bytes = Buffer.byteLength(JSON.stringify(messages));
  const median = times[times.length / 2] ?? 0;
  console.log(
    `  ${String(length)} turns, ${String(Math.round(bytes / 1_000))} KB, ${String(25 * length)} values: median ${median.toFixed(1)} ms of CPU`,
  );
};

for (const file of files) await report(file);
console.log('\nTime for a whole conversation');
for (const length of [5, 10, 20]) reportTime(length);
