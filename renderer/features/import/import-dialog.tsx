import './import.css';
import { useEffect, useState } from 'react';
import type { ImportPreview, ImportSource, PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { FolderField } from '../add/folder-field.tsx';
import { ImportRows } from './import-rows.tsx';

const CLIENTS = {
  qbittorrent: 'qBittorrent',
  transmission: 'Transmission',
  deluge: 'Deluge',
  skein: 'Skein',
} as const;

/** From another client or an export of ours: choose where, see what will happen, take it over. */
export function ImportDialog() {
  const { t, fault: tell } = useLocale();
  const [sources, setSources] = useState<readonly ImportSource[]>([]);
  const [folder, setFolder] = useState('');
  const [preview, setPreview] = useState<ImportPreview>();
  const [isDone, setDone] = useState(false);
  const [paused, setPaused] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<PlainFault>();

  const look = async (where: string): Promise<void> => {
    setBusy(true);
    setFolder(where);
    const answer = await api.importPreview({ folder: where });
    setBusy(false);
    setFault(answer.ok ? undefined : answer);
    setPreview(answer.ok ? answer.value : undefined);
  };

  useEffect(() => {
    void report(api.importSources()).then((found) => {
      if (found === undefined) return;
      setSources(found);
      if (found[0] !== undefined) setFolder(found[0].folder);
    });
  }, []);

  const ids = (preview?.torrents ?? [])
    .filter(({ outcome }) => outcome !== 'present' && outcome !== 'refused')
    .map(({ id }) => id);
  const take = async (): Promise<void> => {
    if (preview === undefined) return;
    setBusy(true);
    const answer = await api.importTorrents({ folder: preview.folder, ids, paused });
    setBusy(false);
    setFault(answer.ok ? undefined : answer);
    if (!answer.ok) return;
    setPreview(answer.value);
    setDone(true);
  };

  return (
    <Dialog size="tall" title={t('import.title')} onClose={closeDialog}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isDone) closeDialog();
          else void (preview === undefined ? look(folder.trim()) : take());
        }}
      >
        <DialogBody>
          <p className="import-hint">{t('import.hint')}</p>
          {sources.length > 0 && (
            <ul className="import-sources" aria-label={t('import.found')}>
              {sources.map((source) => (
                <li key={source.folder}>
                  <Button onClick={() => void look(source.folder)} busy={busy} disabled={isDone}>
                    {CLIENTS[source.client]}
                  </Button>
                  <span className="cut" title={source.folder}>
                    {source.folder}
                  </span>
                </li>
              ))}
            </ul>
          )}
          <FolderField
            first
            label={t('import.from')}
            value={folder}
            recent={[]}
            onChange={(path) => {
              setFolder(path);
              setPreview(undefined);
              setFault(undefined);
              setDone(false);
            }}
          />
          {fault !== undefined && (
            <p className="import-fault selectable" role="alert">
              {tell(fault)}
            </p>
          )}
          {preview !== undefined && (
            <>
              <p role="status">
                {isDone
                  ? t('import.done', { count: ids.length, client: CLIENTS[preview.client] })
                  : t('import.ready', {
                      count: ids.length,
                      all: preview.torrents.length,
                      client: CLIENTS[preview.client],
                    })}
              </p>
              <ImportRows preview={preview} />
              {!isDone && (
                <Checkbox checked={paused} onChange={setPaused}>
                  {t('import.paused')}
                </Checkbox>
              )}
            </>
          )}
        </DialogBody>
        <DialogFoot>
          {!isDone && <Button onClick={closeDialog}>{t('action.cancel')}</Button>}
          {preview === undefined ? (
            <Button type="submit" look="primary" busy={busy} disabled={folder.trim() === ''}>
              {t('import.look')}
            </Button>
          ) : (
            <Button type="submit" look="primary" busy={busy} disabled={!isDone && ids.length === 0}>
              {isDone ? t('action.close') : t('import.take', { count: ids.length })}
            </Button>
          )}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
