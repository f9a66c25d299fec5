import type { PlainAnswer } from '../providers/provider.ts';
import type { AnswerContext } from './answer-context.ts';
import { answerHeaders } from './answer-headers.ts';
import type { PlainWire } from './answer-wire.ts';
import type { JsonAnswer } from './call.ts';
import { failedBefore } from './failed-before.ts';

/** Restores a whole answer, waits until everything is durable, and gives it. */
export const answerPlain = (
  answer: PlainAnswer,
  wire: PlainWire,
  context: AnswerContext,
): Promise<JsonAnswer> => {
  const { call, exchange, settle, clock } = context;
  return failedBefore(exchange, call, async () => {
    const firstTextAt = clock();
    const { body, summary } = wire.restore(answer.body);
    await settle();
    await exchange.close({ outcome: 'completed', target: answer.target, summary, firstTextAt });
    return { kind: 'json', headers: answerHeaders(answer, context), body };
  });
};
