/** The parts of a request in which a text can stand. */
interface Valid {
  /** A whole request with the text as what is asked. */
  readonly request: (text: string) => object;
  /** The field of the request that holds it. */
  readonly field: string;
}

/** Bodies that are no JSON, or not one that we take, to be sent as they are. */
export const brokenBodies = ({
  request,
  field,
}: Valid): Readonly<Record<string, (text: string) => string>> => ({
  'no JSON': (text) => text,
  'cut off': (text) => JSON.stringify(request(text)).slice(0, -3),
  'a JSON string': (text) => JSON.stringify(text),
  'a JSON list': (text) => JSON.stringify([text]),
  'a key twice': (text) => `{"model":"m","${text}":1,"${text}":2,"${field}":[]}`,
  'a forbidden key': (text) => `{"model":"m","${field}":[],"__proto__":"${text}"}`,
  'half a character': (text) => JSON.stringify(request(`${text}HALF`)).replace('HALF', '\\ud800'),
  'too deep': (text) => `{"model":"m","a":${'['.repeat(200)}"${text}"${']'.repeat(200)}}`,
  'too large': (text) => JSON.stringify(request(`${text}${'x'.repeat(5_500_000)}`)),
  'no model': (text) => JSON.stringify({ ...request(text), model: undefined }),
  'nothing that is asked': (text) => JSON.stringify({ ...request(text), [field]: undefined, question: text }),
});
