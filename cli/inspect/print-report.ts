import { styleText } from 'node:util';
import type { InspectionReport } from '../../lambda/gateway/inspection/report.ts';

type Result = InspectionReport['results'][number];
type Span = Result['spans'][number];

/** Terminals obey control characters, and a text may hold any. */
const harmless = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (one) => (one === '\n' || one === '\t' ? one : '�'));

const becomes = ({ action, rule, token }: Span): string => {
  if (action === 'keep') return `stays (${rule})`;
  return action === 'block' ? 'blocked by policy' : `→ ${token ?? ''}`;
};

const lineOf = (span: Span, text: string | undefined): string => {
  const { start, end, type, source, score } = span;
  const words = text === undefined ? '' : `${JSON.stringify(harmless(text.slice(start, end)))} `;
  return `  ${type.padEnd(7)}${`${start}–${end}`.padEnd(12)}${words}${becomes(span)}  [${source}, ${score.toFixed(2)}]`;
};

const WITHOUT_TEXT: Readonly<Record<string, string>> = {
  fixed: 'can’t be rewritten and holds PHI',
  media: 'an image, sound or file',
};

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([type, count]) => `${type}=${count}`)
    .join(', ');

const decisionOf = ({ decision, counts }: InspectionReport): string => {
  const found = [`replaced: ${counted(counts.replaced) || 'none'}`];
  if (Object.keys(counts.kept).length > 0) found.push(`kept: ${counted(counts.kept)}`);
  if (Object.keys(counts.blocked).length > 0) found.push(`blocked: ${counted(counts.blocked)}`);
  const says =
    decision.action === 'proceed'
      ? 'would be sent'
      : `would be refused with ${decision.status} ${decision.error.code} at ${decision.error.param}: ${decision.error.message}`;
  return `${says}  (${found.join('; ')})`;
};

/**
 * A report for people: each string as it would go out, what was found below it, and the decision.
 *
 * @param text what was looked into, where it was a text
 */
export const printReport = (report: InspectionReport, text: string | undefined, colours: boolean): string => {
  const style = (format: 'bold' | 'dim' | 'red' | 'green', words: string): string =>
    colours ? styleText(format, words, { validateStream: false }) : words;
  const strings = report.results.map(({ path, kind, tokenised, spans }) => {
    const head = report.kind === 'texts' ? [] : [style('bold', path)];
    const body = harmless(tokenised ?? WITHOUT_TEXT[kind] ?? kind).trimEnd();
    const lines = spans.map((span) => style('dim', lineOf(span, text)));
    return [...head, body, ...lines].join('\n');
  });
  const decision = style(report.decision.action === 'proceed' ? 'green' : 'red', decisionOf(report));
  return `${[...strings, decision].join('\n\n')}\n`;
};
