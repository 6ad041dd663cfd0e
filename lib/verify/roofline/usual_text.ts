/** A roofline's operations in words, for people and for the model. */
import { digits } from '../../format/quantities.js';
import type { Roofline } from './roofline_schema.js';

/** Such as "137.4 G operations that PyTorch counts in the module, those with zeros too". */
export function usualOperationsText({ operations, operationsBy }: Roofline): string {
  const whose =
    operationsBy === 'counted' ? 'that PyTorch counts in the module, those with zeros too' : 'of the usual way';
  return `${digits(operations / 1e9)} G operations ${whose}`;
}

/** Behind a share, for one that the usual operations are left out of; empty where they are not. */
export function leftOutText(usualMs: number | null | undefined): string {
  return typeof usualMs !== 'number' ? '' : ', arithmetic left out';
}
