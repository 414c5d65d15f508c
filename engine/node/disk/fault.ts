import { type Fault, fault } from '../../core/result.ts';
import type { DiskCode } from '../../ports/disk.ts';

const CAUSES: Readonly<Record<string, readonly [DiskCode, string]>> = {
  ENOSPC: ['disk-full', 'the disk is full'],
  EDQUOT: ['disk-full', 'the disk quota is used up'],
  EROFS: ['disk-read-only', 'the disk is read-only'],
  EACCES: ['disk-denied', 'access was denied'],
  EPERM: ['disk-denied', 'the system does not permit it'],
  ENOENT: ['disk-missing', 'it does not exist'],
  ENOTDIR: ['disk-missing', 'a part of its path is not a folder'],
  ENODEV: ['disk-missing', 'the drive is not there'],
  ENXIO: ['disk-missing', 'the drive is not there'],
  ESTALE: ['disk-missing', 'the network drive has lost it'],
  EEXIST: ['disk-exists', 'it exists already'],
  ENOTEMPTY: ['disk-exists', 'the folder is not empty'],
  EISDIR: ['disk-exists', 'there is a folder of this name'],
  ELOOP: ['disk-link', 'it is a symbolic link'],
  EMLINK: ['disk-link', 'it is a symbolic link'],
  ENAMETOOLONG: ['disk-name-too-long', 'the name is too long'],
  EXDEV: ['disk-other-volume', 'the target is on another volume'],
  EBUSY: ['disk-busy', 'another program is using it'],
  ETXTBSY: ['disk-busy', 'it is a program that is running'],
  EMFILE: ['disk-busy', 'too many files are open'],
  ENFILE: ['disk-busy', 'too many files are open'],
  EFBIG: ['disk-too-large', 'the file system cannot hold a file of this size'],
};

/** What failed, in words: "write to", "open" … */
export function diskFault(
  error: unknown,
  path: string,
  action: string,
  facts?: Readonly<Record<string, number | string>>,
): Fault<DiskCode> {
  const errno = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
  const [code, cause] = CAUSES[errno] ?? ['disk-io', `the system reports ${errno}`];
  return fault(code, path, `Cannot ${action} ${path}: ${cause}.`, { errno, ...facts });
}

export const linkFault = (path: string): Fault<DiskCode> =>
  fault(
    'disk-link',
    path,
    `Will not follow the symbolic link ${path}: it could lead outside of the chosen folder.`,
  );
