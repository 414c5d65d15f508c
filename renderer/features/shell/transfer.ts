import type { Api, Result } from '../../../preload/contract/index.ts';

/** True for files and text; not for things dragged inside the window (columns). */
export function takesTransfer(transfer: DataTransfer | null): transfer is DataTransfer {
  if (transfer === null) return false;
  const types = [...transfer.types];
  if (types.some((type) => type.startsWith('application/x-skein'))) return false;
  return types.includes('Files') || types.includes('text/plain') || types.includes('text/uri-list');
}

/** Main takes no larger file anyway; a larger one is not even read. */
const MAX_BYTES = 10 * 1024 * 1024;

async function openContent(file: File, api: Pick<Api, 'openBytes'>): Promise<Result<void>> {
  if (file.size > MAX_BYTES) {
    const message = `“${file.name}” is larger than a .torrent file may be.`;
    return {
      ok: false,
      code: 'torrent-too-large',
      subject: file.name,
      message,
      facts: { size: file.size },
    };
  }
  return api.openBytes({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
}

/** Hands over what was dropped or pasted: files by path where they have one, by content otherwise, or text. */
export function openTransfer(
  transfer: DataTransfer | null,
  report: (call: Promise<Result<unknown>>) => void,
  api: Pick<Api, 'pathOf' | 'openPaths' | 'openBytes' | 'openText'>,
): void {
  if (transfer === null) return;
  const files = [...transfer.files];
  const text = transfer.getData('text/uri-list') || transfer.getData('text/plain');
  if (files.length === 0) {
    if (text.trim() !== '') report(api.openText({ text }));
    return;
  }
  const paths: string[] = [];
  for (const file of files) {
    const path = api.pathOf(file);
    if (path !== '') paths.push(path);
    else report(openContent(file, api));
  }
  if (paths.length > 0) report(api.openPaths({ paths }));
}
