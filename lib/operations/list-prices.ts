/**
 * What Amazon asks for a unit of DetectPHI, 100 characters begun, in dollars: the list price of the first tier in
 * us-east-1. An account's own price may be another one. https://aws.amazon.com/comprehend/medical/pricing/
 */
export const DETECTOR_UNIT_DOLLARS = 0.0014;
