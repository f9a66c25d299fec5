import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const SPAN = z.object({
  start: z.int().nonnegative(),
  end: z.int().positive(),
  type: z.string(),
});

const DOCUMENT = z
  .object({ id: z.string(), text: z.string(), spans: z.array(SPAN) })
  .refine(({ text, spans }) => spans.every(({ start, end }) => start < end && end <= text.length), {
    error: 'a span lies outside of its text',
  });

/** A marked stretch, in UTF-16 units. Types that begin with `X_` are marked so that nobody counts them. */
export type GoldSpan = Readonly<z.infer<typeof SPAN>>;

/** One text in which people have marked what identifies somebody. */
export interface EvalDocument {
  readonly id: string;
  readonly text: string;
  readonly spans: readonly GoldSpan[];
}

const parseLine = (line: string, place: string): EvalDocument => {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new Error(`${place}: not JSON`);
  }
  const parsed = DOCUMENT.safeParse(json);
  if (!parsed.success) throw new Error(`${place}: ${parsed.error.issues[0]?.message ?? 'not a document'}`);
  return parsed.data;
};

/** Reads documents, one JSON object a line: `{"id","text","spans":[{"start","end","type"}]}`. Throws with the line. */
export const readDocuments = async (file: string): Promise<readonly EvalDocument[]> => {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [parseLine(line, `${file}:${String(index + 1)}`)],
  );
};

/** The same texts as somebody writes them who never presses shift. Letters whose length would change stay. */
export const lowerCased = (documents: readonly EvalDocument[]): readonly EvalDocument[] =>
  documents.map(({ id, text, spans }) => ({
    id,
    spans,
    text: text.replace(/./gsu, (letter) => {
      const lower = letter.toLowerCase();
      return lower.length === letter.length ? lower : letter;
    }),
  }));
