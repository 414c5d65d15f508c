// Debian and Ubuntu packages. A row of several names is one package under its names in several
// releases: any of them will do, the first that the system knows is installed.

/** What Electron links against or loads at run time. */
export const electronLibraries = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
  ['libxss1'],
  ['libxtst6'],
  ['libnotify4'],
  ['libdrm2'],
];

/** A display for a machine without one. */
export const virtualDisplay = [['xvfb'], ['dbus-x11']];

/** To build SQLite's binding where the shipped one is too new for this Node; named as their commands. */
export const buildTools = [['python3'], ['make'], ['g++']];

/** The clients, trackers and tools that the tests drive. */
export const testPrograms = [
  ['qbittorrent-nox'],
  ['transmission-daemon'],
  ['transmission-cli'],
  ['aria2'],
  ['rtorrent'],
  ['deluged'],
  ['opentracker'],
  ['mktorrent'],
  ['iproute2'],
  ['miniupnpd-nftables'],
  ['nftables'],
  ['procps'],
  // The desktop around the app: links, tray, notifications.
  ['xdg-utils'],
  ['desktop-file-utils'],
  ['libglib2.0-bin'],
  ['trayer'],
  ['dunst'],
  ['xdotool'],
  ['x11-utils'],
  // busctl asks the services of the system.
  ['systemd'],
];

/** The same libraries elsewhere, for people who know their system better than we do. */
export const otherSystems = {
  fedora:
    'sudo dnf install gtk3 nss alsa-lib mesa-libgbm libXScrnSaver libXtst libnotify libdrm xorg-x11-server-Xvfb',
  arch: 'sudo pacman -S --needed gtk3 nss alsa-lib mesa libxss libxtst libnotify libdrm xorg-server-xvfb',
  suse: 'sudo zypper install gtk3 mozilla-nss alsa libgbm1 libXss1 libXtst6 libnotify4 libdrm2 xorg-x11-server-Xvfb',
};
