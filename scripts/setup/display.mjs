import process from 'node:process';

/** True on a Linux without a screen: a server, a container, a build machine. */
export const needsVirtualDisplay = () =>
  process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;

const screen = '-screen 0 1440x900x24';

/** The same command on a virtual display where there is no real one. */
export function withDisplay(command, args) {
  if (!needsVirtualDisplay()) return { command, args };
  return { command: 'xvfb-run', args: ['-a', '-s', screen, command, ...args] };
}
