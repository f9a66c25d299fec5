/** Lengths of the pieces in turn, in characters; each is shorter than a gateway token. */
const LENGTHS = [3, 2, 4, 1, 3, 5, 2];

/** Cuts a text into small pieces, as a model's tokens do: also through the middle of words, never through a character. */
export const cutIntoPieces = (text: string): readonly string[] => {
  const characters = Array.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; ) {
    const length = LENGTHS[pieces.length % LENGTHS.length] ?? 1;
    pieces.push(characters.slice(at, at + length).join(''));
    at += length;
  }
  return pieces;
};
