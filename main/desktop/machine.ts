import type { Result } from '../../engine/api/index.ts';
import { runTool } from './xdg.ts';

export type MachineAction = 'sleep' | 'shutdown';

const commands: Readonly<Record<string, Readonly<Record<MachineAction, readonly string[]>>>> = {
  linux: {
    sleep: ['systemctl', 'suspend'],
    shutdown: ['systemctl', 'poweroff'],
  },
  darwin: {
    sleep: ['pmset', 'sleepnow'],
    shutdown: ['osascript', '-e', 'tell application "System Events" to shut down'],
  },
  win32: {
    sleep: ['rundll32.exe', 'powrprof.dll,SetSuspendState', '0,1,0'],
    shutdown: ['shutdown.exe', '/s', '/t', '0'],
  },
};

/** The system's own command, as its user would give it. */
export const commandFor = (action: MachineAction, platform: string): readonly string[] =>
  (commands[platform] ?? commands['linux'])?.[action] ?? [];

export async function tellMachine(action: MachineAction): Promise<Result<void>> {
  const [program = '', ...args] = commandFor(action, process.platform);
  const ran = await runTool(program, args, process.env);
  return ran.ok ? { ok: true, value: undefined } : ran;
}
