import { type Fault, fault } from '../../core/result.ts';
import type { StoreCode } from '../../ports/store.ts';

/** SQLite's extended codes begin with the plain one: SQLITE_IOERR_WRITE, SQLITE_CORRUPT_INDEX … */
export function storeFault(error: unknown, path: string): Fault<StoreCode> {
  const code = String((error as { code?: unknown }).code ?? '');
  const text = error instanceof Error ? error.message : String(error);
  const facts = { sqlite: code, detail: text };
  if (/^SQLITE_(FULL|IOERR_DISKFULL)/.test(code) || code === 'ENOSPC' || code === 'EDQUOT') {
    return fault('store-full', path, `The disk that holds ${path} is full.`, facts);
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return fault('store-busy', path, `Another program is using ${path}.`, facts);
  }
  if (isDamage(error))
    return fault('store-damaged', path, `The database ${path} is damaged.`, facts);
  if (/^SQLITE_CONSTRAINT_PRIMARYKEY/.test(code)) {
    return fault('store-duplicate', path, 'The torrent is in the list already.', facts);
  }
  return fault('store-failed', path, `The database ${path} cannot be used: ${text}.`, facts);
}

export const isDamage = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB)/.test(String((error as { code?: unknown }).code ?? ''));

/** Worth another try in a moment. */
export const isPassing = (code: StoreCode): boolean =>
  code === 'store-full' || code === 'store-busy' || code === 'store-failed';
