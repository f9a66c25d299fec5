import { GatewayError } from '../contract/gateway-error.ts';
import type { DetectCall, Detection, Detector, DetectorText } from './detector.ts';
import { ServiceOutage } from './medical-service/service-outage.ts';
import { uniteSpans } from './unite.ts';

export interface CombinedDetectorDeps {
  /** Looks in any case. */
  readonly local: Detector;
  /** Throws `ServiceOutage` when it could not be asked. */
  readonly service: Detector;
}

/** What the service says; nothing where it can't be asked and that was allowed. */
const ask = async (
  service: Detector,
  texts: readonly DetectorText[],
  call: DetectCall,
): Promise<Detection | undefined> => {
  try {
    return await service.detect(texts, call);
  } catch (error) {
    if (error instanceof ServiceOutage && call.onOutage === 'local') return undefined;
    throw error instanceof GatewayError ? error : new GatewayError('detector_failed');
  }
};

/** The local recognizers and a service beside them, at the same time. What either finds is found. */
export const createCombinedDetector = ({ local, service }: CombinedDetectorDeps): Detector => ({
  async detect(texts, call) {
    const [more, own] = await Promise.all([ask(service, texts, call), local.detect(texts, call)]);
    if (more === undefined) return { spans: own.spans, degraded: true };
    if (more.spans.length !== texts.length) throw new GatewayError('detector_failed');
    const spans = texts.map(({ text }, index) =>
      uniteSpans(text, [...(own.spans[index] ?? []), ...(more.spans[index] ?? [])]),
    );
    return { spans, degraded: own.degraded || more.degraded };
  },
});
