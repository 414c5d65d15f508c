import './add.css';
import { File, Lock } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { FolderFacts, Offer, PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report, useApp } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { FolderField } from './folder-field.tsx';
import { OfferedFiles } from './offered-files.tsx';

/** Disk numbers are asked for when the typing stops. */
const ASK_AFTER_MS = 200;

interface Space {
  readonly facts: FolderFacts | undefined;
  readonly fault: PlainFault | undefined;
}

function useSpace(path: string): Space {
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

function SpaceLine({ space, needed }: { readonly space: Space; readonly needed: number }) {
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

function Head({ offers }: { readonly offers: readonly Offer[] }) {
  const { t, format } = useLocale();
  const [only] = offers;
  const size = offers.reduce((sum, offer) => sum + offer.preview.size, 0);
  const files = offers.reduce((sum, offer) => sum + offer.preview.files.length, 0);
  if (offers.length !== 1 || only === undefined) {
    return <p className="add-facts numbers">{t('add.total', { size: format.bytes(size) })}</p>;
  }
  return (
    <div>
      <p className="add-name selectable">{only.preview.name}</p>
      <p className="add-facts numbers">
        {files === 0
          ? t('add.noMetadata')
          : `${format.bytes(size)} · ${t('add.files', { count: files })}`}
        {only.preview.private && (
          <span className="add-private">
            <Lock size={12} aria-hidden="true" /> {t('add.private')}
          </span>
        )}
      </p>
    </div>
  );
}

function OfferList({ offers }: { readonly offers: readonly Offer[] }) {
  const { t, format } = useLocale();
  return (
    <ul className="add-list" aria-label={t('add.torrentList')}>
      {offers.map((offer) => (
        <li key={offer.offer}>
          <File size={14} aria-hidden="true" />
          <span className="cut">{offer.preview.name}</span>
          {offer.preview.files.length > 0 && (
            <span className="numbers">{format.bytes(offer.preview.size)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function AddForm({ offers }: { readonly offers: readonly Offer[] }) {
  const { t, fault } = useLocale();
  const { startPaused, defaultFolder } = useApp((state) => state.desktop);
  const [folder, setFolder] = useState('');
  const [recent, setRecent] = useState<readonly string[]>([]);
  const [paused, setPaused] = useState(startPaused);
  const [dontAsk, setDontAsk] = useState(false);
  const [problem, setProblem] = useState<PlainFault | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const space = useSpace(folder);
  const needed = offers.reduce((sum, offer) => sum + offer.preview.size, 0);

  useEffect(() => {
    void report(api.saveFolders()).then((folders) => {
      if (folders === undefined) return;
      // The folder of the settings, or else the last one used.
      const first = defaultFolder === '' ? folders.recent[0] : undefined;
      setFolder((typed) => (typed === '' ? (first ?? folders.preferred) : typed));
      setRecent([...new Set([folders.preferred, ...folders.recent])]);
    });
  }, [defaultFolder]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const result = await api.acceptOffers(
      offers.map(({ offer }) => ({ offer, savePath: folder, paused })),
    );
    setBusy(false);
    if (!result.ok) setProblem(result);
    else if (dontAsk) void report(api.setDesktop({ skipAddDialog: true, defaultFolder: folder }));
  };

  const [only] = offers;
  return (
    <form className="add-form" onSubmit={(event) => void submit(event)}>
      <DialogBody>
        <Head offers={offers} />
        <div>
          <FolderField
            label={t('add.saveIn')}
            value={folder}
            recent={recent}
            onChange={(path) => {
              setFolder(path);
              setProblem(undefined);
            }}
          />
          <SpaceLine space={space} needed={needed} />
        </div>
        {offers.length > 1 && <OfferList offers={offers} />}
        {offers.length === 1 && only !== undefined && only.preview.files.length > 0 && (
          <OfferedFiles files={only.preview.files} />
        )}
        <div className="add-options">
          <Checkbox checked={paused} onChange={setPaused}>
            {t('add.paused')}
          </Checkbox>
          <Checkbox checked={dontAsk} onChange={setDontAsk}>
            {t('add.dontAsk')}
          </Checkbox>
        </div>
        {problem !== undefined && (
          <p className="add-problem selectable" role="alert">
            {fault(problem)}
          </p>
        )}
      </DialogBody>
      <DialogFoot>
        <Button
          onClick={() => void report(api.dismissOffers({ offers: offers.map((one) => one.offer) }))}
        >
          {t('action.cancel')}
        </Button>
        <Button type="submit" look="primary" data-autofocus disabled={busy || folder === ''}>
          {paused ? t('add.confirmPaused') : t('add.confirm')}
        </Button>
      </DialogFoot>
    </form>
  );
}

/** Torrents that were opened and are not decided on yet: all of them in one dialog. */
export function AddDialog() {
  const { t } = useLocale();
  const offers = useApp((state) => state.offers);
  if (offers.length === 0) return null;
  return (
    <Dialog
      title={t('add.title', { count: offers.length })}
      description={t('add.description')}
      onClose={() => void report(api.dismissOffers({ offers: offers.map((one) => one.offer) }))}
    >
      <AddForm offers={offers} />
    </Dialog>
  );
}
