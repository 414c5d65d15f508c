import { systemProperty } from './busctl.ts';

/** What UPower's OnBattery is when the computer is. */
export const onBatteryOfBusctl = (output: string): boolean => output === 'b true';

/** Electron's powerMonitor, which knows on Windows and macOS. */
export interface PowerSource {
  isOnBatteryPower(): boolean;
}

/**
 * Whether the computer runs on its battery. On Linux Electron neither tells of a change nor knows the state
 * (its `on-battery` is for macOS and Windows): UPower does.
 */
export async function isOnBattery(power: PowerSource): Promise<boolean> {
  if (process.platform !== 'linux') return power.isOnBatteryPower();
  return onBatteryOfBusctl(await systemProperty('org.freedesktop.UPower', 'OnBattery'));
}
