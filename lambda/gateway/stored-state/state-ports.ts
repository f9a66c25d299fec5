import type { ResponsesPorts } from '../ports.ts';

/** What the endpoints of stored responses and conversations need: everything but a model. */
export type StatePorts = Omit<ResponsesPorts, 'catalogue' | 'provider' | 'log'>;
