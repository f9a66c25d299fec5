/** What came of one call. */
export type MedicalReply =
  /** As the service wrote it, so anything may stand in it. */
  | { readonly kind: 'answered'; readonly entities: unknown; readonly nextPage: unknown }
  /** It is asked too much, fails for now or can't be reached: the same call may do better in a while. */
  | { readonly kind: 'busy' }
  /** It lets nobody in who asks like this, and will not a second later. */
  | { readonly kind: 'shut' }
  /** It can't be asked this, or answered something that nobody can read. */
  | { readonly kind: 'refused' };

/**
 * A service that finds PHI in English medical text, as Amazon Comprehend Medical does. One call is one try, of a
 * well-formed text below 20,000 bytes of UTF-8.
 * https://docs.aws.amazon.com/comprehend-medical/latest/api/API_medical_DetectPHI.html
 */
export interface MedicalService {
  detect(text: string, signal: AbortSignal): Promise<MedicalReply>;
}
