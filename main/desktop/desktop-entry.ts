/** What a .desktop file says of Skein (Desktop Entry Specification 1.5). */
export interface DesktopEntry {
  /** The program and its own arguments. */
  readonly command: readonly string[];
  /** What stands for the links and files that are opened: `%U`, or nothing. */
  readonly takesLinks: boolean;
  /** A name from the icon theme, or an absolute path. */
  readonly icon: string;
  readonly autostart: boolean;
}

/** Desktops break associations with names that have a dash in them. */
export const ENTRY_NAME = 'skein.desktop';
export const MIME_TYPES = ['x-scheme-handler/magnet', 'application/x-bittorrent'] as const;

/** One argument of an Exec line: quoted for the shell-like syntax, then escaped as a string value. */
function execArgument(argument: string): string {
  const percent = argument.replaceAll('%', '%%');
  const quoted = /^[\w@%+=:,./-]+$/.test(percent)
    ? percent
    : `"${percent.replace(/[\\"`$]/g, (character) => `\\${character}`)}"`;
  return quoted.replaceAll('\\', '\\\\').replace(/[\n\r\t]/g, ' ');
}

export const execLine = (command: readonly string[], takesLinks: boolean): string =>
  [...command.map(execArgument), ...(takesLinks ? ['%U'] : [])].join(' ');

export function desktopEntry({ command, takesLinks, icon, autostart }: DesktopEntry): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.0',
    'Name=Skein',
    'GenericName=BitTorrent client',
    'GenericName[de]=BitTorrent-Programm',
    'Comment=Download and share files over BitTorrent',
    'Comment[de]=Dateien über BitTorrent laden und verteilen',
    `Exec=${execLine(command, takesLinks)}`,
    `Icon=${icon}`,
    'Terminal=false',
    'Categories=Network;FileTransfer;P2P;',
    'StartupWMClass=Skein',
    ...(takesLinks ? [`MimeType=${MIME_TYPES.join(';')};`] : []),
    ...(autostart ? ['X-GNOME-Autostart-enabled=true'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The value of a key in the entry's main group. */
export function entryValue(text: string, key: string): string | undefined {
  let inside = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) inside = line.trim() === '[Desktop Entry]';
    else if (inside && line.startsWith(`${key}=`)) return line.slice(key.length + 1).trim();
  }
  return undefined;
}
