import { systemProperty } from './busctl.ts';
import { runTool } from './xdg.ts';

/** NetworkManager's NMMetered: yes, and "it looks like it" (a phone's hotspot). */
const METERED = new Set([1, 3]);

const WINDOWS = [
  '[void][Windows.Networking.Connectivity.NetworkInformation, Windows, ContentType=WindowsRuntime]',
  '$p = [Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile()',
  'if ($p) { $p.GetConnectionCost().NetworkCostType }',
].join('; ');

/** What busctl prints of a property: `u 1`. */
export const meteredOfBusctl = (output: string): boolean =>
  METERED.has(Number(/^u (\d+)/.exec(output)?.[1] ?? 0));

/** Windows.Networking.Connectivity.NetworkCostType. */
export const meteredOfWindows = (output: string): boolean => /^(Fixed|Variable)$/.test(output);

/**
 * Whether the system says that this network is paid for by volume: NetworkManager on Linux, the connection's
 * cost on Windows. macOS tells nobody; there, and where the question fails, it is not.
 */
export async function isMetered(): Promise<boolean> {
  if (process.platform === 'linux') {
    return meteredOfBusctl(await systemProperty('org.freedesktop.NetworkManager', 'Metered'));
  }
  if (process.platform !== 'win32') return false;
  const args = ['-NoProfile', '-NonInteractive', '-Command', WINDOWS];
  const asked = await runTool('powershell.exe', args, process.env);
  return asked.ok && meteredOfWindows(asked.value);
}
