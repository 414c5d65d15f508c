import { app } from 'electron';
import type { EngineSummary } from '../../engine/api/index.ts';
import { progressOf } from './taskbar-progress.ts';

/** Progress of all downloads together on the task bar's or dock's icon, and how many there are. */
export function showProgress(
  window: Electron.BrowserWindow | undefined,
  summary: EngineSummary,
): void {
  const mode = summary.failed > 0 ? 'error' : 'normal';
  if (window !== undefined && !window.isDestroyed())
    window.setProgressBar(progressOf(summary) ?? -1, { mode });
  app.setBadgeCount(summary.downloading);
}
