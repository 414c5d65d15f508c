import { useEffect, useState } from 'react';
import type { FolderFacts, PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';

/** Disk numbers are asked for when the typing stops. */
const ASK_AFTER_MS = 200;

export interface Space {
  readonly facts: FolderFacts | undefined;
  readonly fault: PlainFault | undefined;
}

export function useSpace(path: string): Space {
  const [space, setSpace] = useState<Space>({ facts: undefined, fault: undefined });
  useEffect(() => {
    if (path === '') return;
    let ended = false;
    const timer = setTimeout(async () => {
      const result = await api.folderFacts({ path });
      if (ended) return;
      setSpace(
        result.ok ? { facts: result.value, fault: undefined } : { facts: undefined, fault: result },
      );
    }, ASK_AFTER_MS);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [path]);
  return space;
}

/** What is free at the target, and whether that is enough. */
export function SpaceLine({ space, needed }: { readonly space: Space; readonly needed: number }) {
  const { t, format, fault } = useLocale();
  const { facts } = space;
  if (space.fault !== undefined) return <p className="add-space add-bad">{fault(space.fault)}</p>;
  if (facts === undefined) return <p className="add-space">&nbsp;</p>;
  if (!facts.writable) return <p className="add-space add-bad">{t('add.notWritable')}</p>;
  const free = format.bytes(facts.free);
  if (facts.free < needed) {
    return (
      <p className="add-space add-bad">{t('add.tooSmall', { size: format.bytes(needed), free })}</p>
    );
  }
  return (
    <p className="add-space numbers">
      {t('add.free', { free })}
      {facts.missing && ` · ${t('add.willCreate')}`}
    </p>
  );
}
