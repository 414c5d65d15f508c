import type { InfoHash, QueueMove } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { report } from '../../stores/app.ts';

export function moveInQueue(ids: readonly InfoHash[], to: QueueMove): void {
  if (ids.length > 0) void report(api.moveInQueue({ ids, to }));
}

export const setForced = (ids: readonly InfoHash[], forced: boolean): void =>
  void report(api.setForced({ ids, forced }));
