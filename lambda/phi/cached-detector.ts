import { GatewayError } from '../contract/gateway-error.ts';
import type { Sensitive } from '../contract/sensitive.ts';
import type { DetectCall, Detector, DetectorText, TextOwner } from './detector.ts';
import type { Span } from './span.ts';
import type { NamedText, SpanCache } from './span-cache/span-cache.ts';
import { nameOf, type SpanKeyOf } from './span-cache/span-keys.ts';

export interface CachedDetectorDeps {
  readonly detector: Detector;
  readonly cache: SpanCache;
  readonly keyOf: SpanKeyOf;
  /** Of the detector: changes whenever it may find something else in the same text. */
  readonly version: string;
}

/** A text under its name, which only the owner's key gives. */
interface Known extends NamedText {
  readonly text: DetectorText;
  readonly spans: readonly Span[] | undefined;
}

const keyFor = async (
  owner: TextOwner,
  keyOf: SpanKeyOf,
  signal: AbortSignal,
): Promise<Sensitive<Buffer> | undefined> => {
  try {
    return await keyOf(owner.tenant, signal);
  } catch {
    return undefined;
  }
};

/** What the detector says nothing of must not look like a text in which nothing was found. */
const whole = (spans: readonly Span[] | undefined): readonly Span[] => {
  if (spans === undefined) throw new GatewayError('detector_failed');
  return spans;
};

const looked = async (
  texts: readonly DetectorText[],
  owner: TextOwner,
  key: Sensitive<Buffer>,
  { cache, version }: CachedDetectorDeps,
  signal: AbortSignal,
): Promise<readonly Known[]> => {
  const named = texts.map((text) => ({ text, name: nameOf(key, version, text), length: text.text.length }));
  const known = await cache.find(owner, named, signal);
  return named.map((one) => ({ ...one, spans: known.get(one.name) }));
};

/**
 * Asks a detector for what is not known yet. So a conversation whose earlier turns are sent again each time costs as
 * much as its length, not its square. What was found without the service is never remembered.
 */
export const createCachedDetector = (deps: CachedDetectorDeps): Detector => {
  const { detector, cache, keyOf } = deps;

  const remembering = async (
    texts: readonly DetectorText[],
    owner: TextOwner,
    key: Sensitive<Buffer>,
    call: DetectCall,
  ) => {
    const all = await looked(texts, owner, key, deps, call.signal);
    const missing = all.filter(({ spans }) => spans === undefined);
    if (missing.length === 0) return { spans: all.map(({ spans }) => spans ?? []), degraded: false };
    const found = await detector.detect(
      missing.map(({ text }) => text),
      call,
    );
    const fresh = missing.map((text, index) => ({ ...text, spans: whole(found.spans[index]) }));
    if (!found.degraded) cache.keep(owner, fresh);
    const byName = new Map(fresh.map(({ name, spans }) => [name, spans]));
    return {
      spans: all.map(({ name, spans }) => spans ?? whole(byName.get(name))),
      degraded: found.degraded,
    };
  };

  return {
    async detect(texts, call) {
      const { owner, signal } = call;
      const key = owner && (await keyFor(owner, keyOf, signal));
      if (owner === undefined || key === undefined) return detector.detect(texts, call);
      return remembering(texts, owner, key, call);
    },
  };
};
