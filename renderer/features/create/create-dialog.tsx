import './create.css';
import { useEffect, useState } from 'react';
import type { PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { FolderField } from '../add/folder-field.tsx';
import { Field, PieceSize } from './fields.tsx';
import { besideOf, linesOf, tiersOf } from './request.ts';

const POLL_MS = 250;

/** Bytes hashed while a torrent is made. */
function useProgress(busy: boolean): { readonly done: number; readonly total: number } | undefined {
  const [progress, setProgress] = useState<{ done: number; total: number }>();
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(() => {
      void api.creating().then((now) => setProgress(now.ok ? now.value : undefined));
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [busy]);
  return busy ? progress : undefined;
}

/** A .torrent of a file or folder: what of it, for whom, and whether to seed it at once. */
export function CreateDialog() {
  const { t, format, fault: tell } = useLocale();
  const [path, setPath] = useState('');
  const [saveAs, setSaveAs] = useState('');
  const [pieceLength, setPieceLength] = useState(0);
  const [leaveOut, setLeaveOut] = useState('');
  const [trackers, setTrackers] = useState('');
  const [webSeeds, setWebSeeds] = useState('');
  const [source, setSource] = useState('');
  const [comment, setComment] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  const [seed, setSeed] = useState(true);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<PlainFault>();
  const progress = useProgress(busy);
  const target = saveAs.trim() || besideOf(path.trim());

  const create = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    const made = await api.createTorrent({
      path: path.trim().replace(/[/\\]+$/, ''),
      saveAs: target,
      pieceLength,
      leaveOut: linesOf(leaveOut),
      trackers: tiersOf(trackers),
      webSeeds: linesOf(webSeeds),
      private: isPrivate,
      source: source.trim(),
      comment: comment.trim(),
      seed,
    });
    setBusy(false);
    if (made.ok) closeDialog();
    else if (made.code !== 'create-stopped') setFault(made);
  };
  const chooseFile = async (): Promise<void> => {
    const chosen = await report(api.chooseFile({ from: path }));
    if (chosen !== undefined) setPath(chosen);
  };
  const leave = (): void => {
    if (busy) void report(api.stopCreating());
    closeDialog();
  };

  return (
    <Dialog size="tall" title={t('create.title')} onClose={leave}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <DialogBody>
          <div className="create-source">
            <FolderField
              first
              label={t('create.path')}
              value={path}
              recent={[]}
              onChange={setPath}
            />
            <Button onClick={() => void chooseFile()}>{t('create.chooseFile')}</Button>
          </div>
          <Field label={t('create.saveAs')} value={target} onChange={setSaveAs} />
          <div className="create-pair">
            <PieceSize value={pieceLength} onChange={setPieceLength} />
            <Field label={t('create.source')} value={source} onChange={setSource} />
          </div>
          <div className="create-pair">
            <Field label={t('create.trackers')} value={trackers} onChange={setTrackers} lines />
            <Field label={t('create.webSeeds')} value={webSeeds} onChange={setWebSeeds} lines />
          </div>
          <div className="create-pair">
            <Field label={t('create.leaveOut')} value={leaveOut} onChange={setLeaveOut} lines />
            <Field label={t('create.comment')} value={comment} onChange={setComment} lines />
          </div>
          <div className="create-pair">
            <Checkbox checked={seed} onChange={setSeed}>
              {t('create.seed')}
            </Checkbox>
            <Checkbox checked={isPrivate} onChange={setPrivate}>
              {t('create.private')}
            </Checkbox>
          </div>
          {progress !== undefined && progress.total > 0 && (
            <p role="status">
              {t('create.progress', { percent: format.percent(progress.done / progress.total) })}
            </p>
          )}
          {fault !== undefined && (
            <p className="create-fault selectable" role="alert">
              {tell(fault)}
            </p>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onClick={leave}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={path.trim() === ''}>
            {t('create.make')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
