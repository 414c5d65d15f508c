import './welcome.css';
import { Plus, Spool } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { SaveFolders } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { openDialog, report } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { arrange } from '../../stores/view.ts';
import { Button } from '../../ui/button.tsx';
import { FolderField } from '../add/folder-field.tsx';
import { LinkHandlingRow } from '../settings/link-handling.tsx';

const SAVE_AFTER_MS = 500;

/** Where new torrents go; what is typed counts when the typing pauses. */
function Folder() {
  const { t } = useLocale();
  const [folders, setFolders] = useState<SaveFolders | undefined>(undefined);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  useEffect(() => {
    void report(api.saveFolders()).then(setFolders);
  }, []);
  useEffect(() => {
    if (typed === undefined) return;
    const timer = setTimeout(
      () => void report(api.setDesktop({ defaultFolder: typed.trim() })),
      SAVE_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [typed]);
  if (folders === undefined) return null;
  return (
    <FolderField
      label={t('welcome.folder')}
      value={typed ?? folders.preferred}
      recent={folders.recent}
      onChange={setTyped}
    />
  );
}

function Port() {
  const { t } = useLocale();
  const { listenPort, portState } = useTorrents((state) => state.status);
  const state = {
    open: t('status.portOpen'),
    closed: t('status.portClosed'),
    unknown: t('status.portUnknown'),
  }[portState];
  return (
    <div className="setting">
      <span>
        {listenPort === 0 ? t('status.portNone') : t('status.port', { port: listenPort })}
        <small>
          {listenPort === 0 ? t('welcome.portHint') : `${state}. ${t('welcome.portHint')}`}
        </small>
      </span>
      <div className="setting-control">
        <Button onClick={() => openDialog({ kind: 'settings', group: 'connection' })}>
          {t('welcome.change')}
        </Button>
      </div>
    </div>
  );
}

/** The first start: what is worth a look before the first torrent. It stands where the list will be. */
export function Welcome() {
  const { t } = useLocale();
  return (
    <div className="welcome">
      <div className="welcome-page">
        <Spool className="welcome-icon" size={40} strokeWidth={1.25} aria-hidden="true" />
        <h2>{t('welcome.title')}</h2>
        <p>{t('welcome.hint')}</p>
        <Folder />
        <div className="welcome-rows">
          <LinkHandlingRow />
          <Port />
          <div className="setting">
            <span>
              {t('welcome.seeding')}
              <small>{t('welcome.seedingHint')}</small>
            </span>
          </div>
        </div>
        <div className="welcome-foot">
          <Button onClick={() => arrange({ welcomed: true })}>{t('welcome.done')}</Button>
          <Button
            look="primary"
            icon={<Plus size={15} />}
            onClick={() => void report(api.chooseTorrents())}
          >
            {t('action.addTorrents')}
          </Button>
        </div>
      </div>
    </div>
  );
}
