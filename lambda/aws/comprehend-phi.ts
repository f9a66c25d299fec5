import type { ComprehendMedicalClient } from '@aws-sdk/client-comprehendmedical';
import type { MedicalReply, MedicalService } from '../phi/medical-service/medical-service.ts';
import { classifyQuestion } from './aws-failure.ts';
import { type AwsLimits, clientSettings } from './clients.ts';

export interface ComprehendSettings {
  /** Where Comprehend Medical is asked; the process's own Region where it is left out. */
  readonly region?: string;
  readonly limits?: AwsLimits;
}

/** One try a call: who asks decides whether it is worth another, and waits its turn. */
const LIMITS: AwsLimits = { connectionTimeoutMs: 1_000, requestTimeoutMs: 5_000, maxAttempts: 1 };

/**
 * Amazon Comprehend Medical. The client is loaded when the first text is looked into, so that a function which finds PHI
 * by its own recognizers alone loads none of it.
 */
export const createComprehendPhi = ({ region, limits = LIMITS }: ComprehendSettings): MedicalService => {
  let made: ComprehendMedicalClient | undefined;
  const open = async () => {
    const sdk = await import('./comprehend-sdk.ts');
    made ??= new sdk.ComprehendMedicalClient({
      ...clientSettings(limits),
      ...(region !== undefined && { region }),
    });
    return { sdk, client: made };
  };

  return {
    async detect(text, signal): Promise<MedicalReply> {
      const { sdk, client } = await open();
      try {
        const command = new sdk.DetectPHICommand({ Text: text });
        const answer = await client.send(command, { abortSignal: signal });
        return { kind: 'answered', entities: answer.Entities, nextPage: answer.PaginationToken };
      } catch (error) {
        return { kind: classifyQuestion(error) };
      }
    },
  };
};
