import type { DetectorText } from '../detector.ts';
import { mergeSpans } from '../merge.ts';
import type { Span } from '../span.ts';
import { chunksOf, MOST_BYTES } from './chunks.ts';

/** A stretch of one of the texts, and where it stands in the document. */
interface Part {
  /** Which of the texts. */
  readonly of: number;
  /** Where the stretch begins in its text. */
  readonly start: number;
  readonly length: number;
  /** Where it begins in the document. */
  readonly at: number;
}

/** What the service is asked in one call: one stretch of a long text, or many short ones. Each call is paid for. */
export interface MedicalDocument {
  readonly text: string;
  readonly parts: readonly Part[];
}

/** A paragraph ends here for whoever reads on. What is found across it is split. */
const SEPARATOR = '\n\n';

/** What a label may be: a longer one says little. */
const LONGEST_LABEL = 64;

/** An English service can say nothing of a text in which no letter is Latin and no sign a digit. */
const READABLE = /[\p{Script=Latin}\p{Nd}]/u;

interface Piece extends Omit<Part, 'at'> {
  readonly text: string;
  readonly bytes: number;
  /** The part of it that stands before the stretch. */
  readonly lead: number;
}

const piecesOf = ({ text, label }: DetectorText, of: number): readonly Piece[] => {
  if (!READABLE.test(text)) return [];
  const whole = text.toWellFormed();
  const lead = label === undefined || label.length > LONGEST_LABEL ? '' : `${label.toWellFormed()}: `;
  const labelled = lead + whole;
  const bytes = Buffer.byteLength(labelled);
  if (bytes <= MOST_BYTES) {
    return [{ of, text: labelled, bytes, lead: lead.length, start: 0, length: whole.length }];
  }
  return chunksOf(whole).map(({ start, end }) => {
    const chunk = whole.slice(start, end);
    return { of, text: chunk, bytes: Buffer.byteLength(chunk), lead: 0, start, length: chunk.length };
  });
};

/** Packs texts into as few documents as their order allows; all that was in the texts stands in some document. */
export const documentsOf = (texts: readonly DetectorText[]): readonly MedicalDocument[] => {
  const documents: MedicalDocument[] = [];
  let pieces: Piece[] = [];
  let bytes = 0;
  const close = (): void => {
    if (pieces.length === 0) return;
    let at = 0;
    const parts = pieces.map(({ of, start, length, lead, text }) => {
      const part = { of, start, length, at: at + lead };
      at += text.length + SEPARATOR.length;
      return part;
    });
    documents.push({ text: pieces.map(({ text }) => text).join(SEPARATOR), parts });
    pieces = [];
    bytes = 0;
  };
  for (const piece of texts.flatMap(piecesOf)) {
    if (bytes + SEPARATOR.length + piece.bytes > MOST_BYTES) close();
    bytes += piece.bytes + (pieces.length === 0 ? 0 : SEPARATOR.length);
    pieces.push(piece);
  }
  close();
  return documents;
};

/** The share of a span that lies in a part, in the places of the part's text. */
const within = (span: Span, { at, start, length }: Part): readonly Span[] => {
  const from = Math.max(span.start, at);
  const to = Math.min(span.end, at + length);
  return from < to ? [{ ...span, start: from - at + start, end: to - at + start }] : [];
};

/**
 * Takes what was found in documents back to the texts. A span that reaches over a separator or into a label is split:
 * each text keeps its share, so nothing that was found is lost. Neighbours that are one thing become one.
 */
export const spansOfTexts = (
  texts: readonly DetectorText[],
  found: readonly { readonly document: MedicalDocument; readonly spans: readonly Span[] }[],
): readonly (readonly Span[])[] => {
  const spansOf = texts.map((): Span[] => []);
  for (const { document, spans } of found) {
    let next = 0;
    for (const part of document.parts) {
      // Both are in the order of the document; a span may reach into the next part, so it is looked at once more there.
      while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= part.at) next += 1;
      for (
        let index = next;
        (spans[index]?.start ?? Number.POSITIVE_INFINITY) < part.at + part.length;
        index += 1
      ) {
        const span = spans[index];
        if (span !== undefined) spansOf[part.of]?.push(...within(span, part));
      }
    }
  }
  return texts.map(({ text }, index) => mergeSpans(text, spansOf[index] ?? []));
};
