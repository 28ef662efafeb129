import type { CommandContext } from '../command-context.ts';
import { getKind } from '../get/get.ts';
import type { GetOptions } from '../get/rows.ts';
import { gateKind } from './gate-kind.ts';

/** `sluice gate list`. */
export function listGates(context: CommandContext, name: string | undefined, options: GetOptions): Promise<void> {
  return getKind(context, gateKind, name, options);
}
