import '../organise/organise.css';
import './watch.css';
import { Plus, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { PlainFault, WatchedFolder } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog, DialogFoot } from '../../ui/dialog.tsx';
import { WatchForm } from './watch-form.tsx';
import { emptyWatch, isWatchText, type WatchText, watchOfText, watchText } from './watch-text.ts';

const LOOK_MS = 2_000;

/** How the folders fare, while somebody looks. */
function useWatched(): readonly WatchedFolder[] | undefined {
  const [watched, setWatched] = useState<readonly WatchedFolder[]>();
  useEffect(() => {
    const look = (): void =>
      void api.watchFolders().then((answer) => answer.ok && setWatched(answer.value));
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return watched;
}

function State({ watched }: { readonly watched: WatchedFolder }) {
  const { t, fault } = useLocale();
  if (watched.fault !== undefined)
    return <p className="watch-state watch-bad selectable">{fault(watched.fault)}</p>;
  const { waiting, broken } = watched;
  return (
    <p className="watch-state" role="status">
      {t(watched.state === 'hinted' ? 'watch.hinted' : 'watch.polled')}
      {waiting > 0 && ` ${t('watch.waiting', { count: waiting })}`}
      {broken > 0 && ` ${t('watch.broken', { count: broken })}`}
    </p>
  );
}

/** The folders on the left, one of them on the right. */
export function WatchDialog() {
  const { t, fault: tell } = useLocale();
  const watched = useWatched();
  const [edited, setEdited] = useState<readonly WatchText[]>();
  const [chosen, setChosen] = useState(0);
  const [fault, setFault] = useState<PlainFault>();
  const [places, setPlaces] = useState({ preferred: '', recent: [] as readonly string[] });
  useEffect(() => {
    void report(api.saveFolders()).then((answer) => answer && setPlaces(answer));
  }, []);
  useEffect(() => {
    setEdited((before) => before ?? watched?.map(watchText));
  }, [watched]);

  const folders = edited ?? [];
  const folder = folders[chosen];
  const state = watched?.find(({ path }) => path === folder?.path);
  const change = (now: readonly WatchText[], at: number): void => {
    setEdited(now);
    setChosen(Math.max(0, Math.min(at, now.length - 1)));
    setFault(undefined);
  };
  const add = (): void => change([...folders, emptyWatch(places.preferred)], folders.length);
  const save = async (): Promise<void> => {
    const saved = await api.setWatchFolders({ folders: folders.map(watchOfText) });
    if (saved.ok) {
      closeDialog();
      return;
    }
    const at = folders.findIndex(({ path, savePath }) =>
      [path.trim(), savePath.trim()].includes(saved.subject),
    );
    if (at !== -1) setChosen(at);
    setFault(saved);
  };

  return (
    <Dialog size="large" title={t('watch.title')} onClose={closeDialog}>
      <div className="organise-rules">
        <div className="organise-rule-list">
          <ol aria-label={t('watch.title')}>
            {folders.map((one, index) => (
              <li key={one.key} data-chosen={index === chosen}>
                <button
                  type="button"
                  className="cut"
                  aria-current={index === chosen}
                  onClick={() => setChosen(index)}
                >
                  {one.path.trim() === '' ? t('watch.unnamed') : one.path}
                </button>
              </li>
            ))}
          </ol>
          <div className="organise-rule-tools">
            <IconButton label={t('watch.add')} disabled={edited === undefined} onClick={add}>
              <Plus size={16} />
            </IconButton>
            <IconButton
              label={t('watch.remove')}
              disabled={folder === undefined}
              onClick={() =>
                change(
                  folders.filter((_, index) => index !== chosen),
                  chosen,
                )
              }
            >
              <Trash2 size={16} />
            </IconButton>
          </div>
        </div>
        <div className="organise-rule-page">
          {fault !== undefined && (
            <p className="organise-fault selectable" role="alert">
              {tell(fault)}
            </p>
          )}
          {folder === undefined ? (
            <div className="organise-rule-none">
              <p>{t('watch.none')}</p>
              <Button icon={<Plus size={15} />} disabled={edited === undefined} onClick={add}>
                {t('watch.first')}
              </Button>
            </div>
          ) : (
            <>
              {state !== undefined && <State watched={state} />}
              <WatchForm
                key={folder.key}
                folder={folder}
                recent={places.recent}
                onChange={(one) =>
                  change(
                    folders.map((before, index) => (index === chosen ? one : before)),
                    chosen,
                  )
                }
              />
            </>
          )}
        </div>
      </div>
      <DialogFoot>
        <span className="organise-hint grow">{t('watch.hint')}</span>
        <Button onClick={closeDialog}>{t('action.cancel')}</Button>
        <Button
          look="primary"
          disabled={edited === undefined || !folders.every(isWatchText)}
          onClick={() => void save()}
        >
          {t('organise.save')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
