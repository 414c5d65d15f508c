import { extname } from 'node:path';

/** What the systems start instead of showing it: programs, scripts, installers, links to them. */
const PROGRAMS = new Set(
  (
    'app appimage appx appxbundle apk bash bat bin chm cmd com command cpl csh deb desktop dll dmg ' +
    'exe fish gadget hta inf ins iso img isp jar jnlp js jse ksh lnk mde msc msh msi msix msp mst ' +
    'osx out pif pkg pl plx ps1 ps1xml ps2 psc1 py pyc pyw rb reg rgs rpm run scf scpt scr sct sh ' +
    'shb shs snap sys terminal tool url vb vbe vbs vhd vhdx workflow ws wsc wsf wsh xbap zsh'
  ).split(' '),
);

interface Facts {
  isDirectory(): boolean;
  readonly mode: number;
}

/** True for what came from strangers and would run when opened. A folder is a program on macOS when it is an app. */
export function isProgram(path: string, facts: Facts): boolean {
  const extension = extname(path).slice(1).toLowerCase();
  if (facts.isDirectory()) return ['app', 'workflow'].includes(extension);
  // On disks without modes every file looks executable: the bit counts where no name says better.
  return PROGRAMS.has(extension) || (extension === '' && (facts.mode & 0o111) !== 0);
}
