import type { CheckCase } from '../case.ts';
import { bodyCases } from './bodies.ts';
import { aliveCases, deliveryCases } from './delivery.ts';
import { effectCases } from './effects.ts';
import { handshakeCases } from './handshake.ts';
import { shapeCases } from './shapes.ts';
import { signatureCases } from './signature.ts';

/** THE LIST of cases, in the order in which they run: what the later ones rest on comes first. */
export const cases: readonly CheckCase[] = [
  ...handshakeCases,
  ...signatureCases,
  ...shapeCases,
  ...deliveryCases,
  ...effectCases,
  ...bodyCases,
  ...aliveCases,
];
