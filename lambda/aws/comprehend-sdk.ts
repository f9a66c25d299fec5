/*
 * The parts of Comprehend Medical's SDK that are used. They are loaded together when the first text is looked into;
 * named here, they alone get into a function's bundle.
 */
export { ComprehendMedicalClient, DetectPHICommand } from '@aws-sdk/client-comprehendmedical';
