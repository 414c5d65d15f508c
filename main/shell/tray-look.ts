import type { EngineSummary } from '../../engine/api/index.ts';
import type { Format } from '../../preload/contract/format.ts';

/** What the icon says without words. */
export type TrayState = 'idle' | 'active' | 'error';

export interface TrayLook {
  readonly state: TrayState;
  readonly tooltip: string;
}

/** Several hundred KiB of protocol chatter a day are not activity. */
const MOVING = 1024;

export function trayLook(summary: EngineSummary | undefined, format: Format): TrayLook {
  if (summary === undefined) return { state: 'idle', tooltip: 'Skein' };
  const { downRate, upRate, failed } = summary;
  const isMoving = downRate >= MOVING || upRate >= MOVING;
  return {
    state: failed > 0 ? 'error' : isMoving ? 'active' : 'idle',
    tooltip: `Skein\n↓ ${format.rate(downRate)}   ↑ ${format.rate(upRate)}`,
  };
}
