import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import type { AuditEvent } from '../../lambda/audit/event.ts';
import type { PhiType } from '../../lambda/contract/phi-type.ts';
import type { GatewayPorts } from '../../lambda/gateway/ports.ts';
import type { Detector, DetectorText } from '../../lambda/phi/detector.ts';
import type { Span } from '../../lambda/phi/span.ts';
import { type GatewayOptions, startGateway, type TestGateway } from './gateway.ts';
import { type SentBody, sentBody } from './openai-wire.ts';
import type { Respond } from './scripted-provider.ts';

export interface ServedOptions extends Omit<GatewayOptions, 'respond' | 'ports'> {
  /** Values that the detector finds besides what it finds by itself: forms that no recognizer would take for PHI. */
  readonly alsoPhi?: readonly (readonly [PhiType, string])[];
}

const plantedIn = ({ text }: DetectorText, planted: readonly (readonly [PhiType, string])[]): Span[] =>
  planted.flatMap(([type, value]) => {
    const start = text.indexOf(value);
    return start < 0 ? [] : [{ start, end: start + value.length, type, score: 1, source: 'planted' }];
  });

/** A text with a planted value has only that; all others are looked into as ever. */
const alsoFinding = (detector: Detector, planted: readonly (readonly [PhiType, string])[]): Detector => ({
  async detect(texts, call) {
    const found = await detector.detect(texts, call);
    const spans = texts.map((text, index) => {
      const own = plantedIn(text, planted);
      return own.length > 0 ? own : found.spans[index]!;
    });
    return { ...found, spans };
  },
});

/** Audit events, told as soon as they are durable. */
const createWitness = () => {
  const events: AuditEvent[] = [];
  let more = Promise.withResolvers<undefined>();
  return {
    events,
    watch: (audit: GatewayPorts['audit']): GatewayPorts['audit'] => ({
      async write(event) {
        await audit.write(event);
        events.push(event);
        more.resolve(undefined);
        more = Promise.withResolvers();
      },
    }),
    /** Resolves with the last event of that kind as soon as there is one on record. */
    event: async <K extends AuditEvent['kind']>(kind: K): Promise<Extract<AuditEvent, { kind: K }>> => {
      for (;;) {
        const found = events.findLast((event) => event.kind === kind);
        if (found !== undefined) return found as Extract<AuditEvent, { kind: K }>;
        await more.promise;
      }
    },
  };
};

/** One gateway for all tests of a file; each test says what the provider does. */
export const serveGateway = ({ alsoPhi = [], ...options }: ServedOptions = {}) => {
  const witness = createWitness();
  let started: TestGateway | undefined;
  let script: Respond | undefined;
  let first = 0;

  beforeAll(async () => {
    started = await startGateway({
      ...options,
      respond: (reply, request, index) => {
        if (script === undefined) throw new Error('the provider has no script');
        return script(reply, request, index - first);
      },
      ports: (ports) => ({
        ...ports,
        audit: witness.watch(ports.audit),
        detector: alsoFinding(ports.detector, alsoPhi),
      }),
    });
  });
  afterAll(() => started?.close());

  const gateway = (): TestGateway => {
    if (started === undefined) throw new Error('the gateway runs only inside of tests');
    return started;
  };

  return {
    gateway,
    openai: (...given: Parameters<TestGateway['openai']>) => gateway().openai(...given),
    event: witness.event,
    /** From now on the provider does this. Its requests are counted from here. */
    provider: (next: Respond): void => {
      script = next;
      first = gateway().provider.requests.length;
      witness.events.length = 0;
    },
    /** What the provider got since then, as text. */
    raw: () => gateway().provider.requests.slice(first),
    /** The same, parsed. */
    sent: (): SentBody[] => gateway().provider.requests.slice(first).map(sentBody),
    tableItems: async (variable: string): Promise<readonly Record<string, AttributeValue>[]> => {
      const { Items = [] } = await gateway().dynamo.send(
        new ScanCommand({ TableName: process.env[variable] }),
      );
      return Items;
    },
  };
};
