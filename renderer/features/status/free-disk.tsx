import { HardDrive } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { useApp } from '../../stores/app.ts';
import { StatusButton } from './status-button.tsx';

const EVERY_MS = 10_000;

interface Free {
  readonly folder: string;
  readonly bytes: number;
}

async function look(): Promise<Free | undefined> {
  const folders = await api.saveFolders();
  if (!folders.ok) return undefined;
  const facts = await api.folderFacts({ path: folders.value.preferred });
  // A folder that cannot be looked at has no room to tell of; adding to it says why.
  return facts.ok ? { folder: folders.value.preferred, bytes: facts.value.free } : undefined;
}

/** What is free where new torrents are saved; looked at again and again while the window is. */
export function FreeDisk() {
  const { t, format } = useLocale();
  const defaultFolder = useApp((state) => state.desktop.defaultFolder);
  const [free, setFree] = useState<Free | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another folder may be on another disk
  useEffect(() => {
    let ended = false;
    const update = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      const found = await look();
      if (!ended) setFree(found);
    };
    void update();
    const timer = setInterval(() => void update(), EVERY_MS);
    const onVisible = (): void => void update();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      ended = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [defaultFolder]);
  if (free === undefined) return null;
  return (
    <StatusButton
      className="status-free"
      hint={t('status.freeIn', { folder: free.folder })}
      settings="files"
    >
      <HardDrive size={13} aria-hidden="true" />
      {t('status.free', { size: format.bytes(free.bytes) })}
    </StatusButton>
  );
}
