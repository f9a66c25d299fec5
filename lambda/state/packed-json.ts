import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** What is packed says in its first byte how. */
const PLAIN = 0;
const GZIPPED = 1;

/** Less than this isn't worth it. */
const LEAST_TO_GZIP = 1_000;

/** More than the longest streamed answer gives; and what one call may need of the memory. */
const MOST_BYTES = 64 * 1_024 * 1_024;

export const packJson = async (value: unknown): Promise<Uint8Array> => {
  const json = Buffer.from(JSON.stringify(value), 'utf8');
  if (json.length > MOST_BYTES) throw new Error('Too large to be stored.');
  if (json.length < LEAST_TO_GZIP) return Buffer.concat([Uint8Array.of(PLAIN), json]);
  return Buffer.concat([Uint8Array.of(GZIPPED), await compress(json)]);
};

const unpack = async (packed: Uint8Array): Promise<Uint8Array> => {
  const [how] = packed;
  const bytes = packed.subarray(1);
  if (how === PLAIN) return bytes;
  if (how === GZIPPED) return await decompress(bytes, { maxOutputLength: MOST_BYTES });
  throw new Error('Packed in an unknown way.');
};

/** Throws when it was not packed here, or would need more memory than anything that was. */
export const unpackJson = async (packed: Uint8Array): Promise<unknown> =>
  JSON.parse(Buffer.from(await unpack(packed)).toString('utf8'));
