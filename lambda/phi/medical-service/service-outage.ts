/**
 * The service could not be asked. What it answered wrongly is something else, and never made up for: a text that breaks
 * it would otherwise be a way past it.
 */
export class ServiceOutage extends Error {
  override readonly name = 'ServiceOutage';

  constructor() {
    super('The service that looks for PHI could not be asked.');
  }
}
