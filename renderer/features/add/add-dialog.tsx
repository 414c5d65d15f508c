import './add.css';
import { File, LoaderCircle, Lock, X } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Offer, PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report, useApp } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { accepted, type Choices } from './choices.ts';
import { FolderField } from './folder-field.tsx';
import { OfferedFiles, wantedBytes } from './offered-files.tsx';
import { SpaceLine, useSpace } from './space.tsx';

const isLink = ({ preview }: Offer): boolean => preview.files.paths === '';

const dismiss = (offers: readonly Offer[]): void =>
  void report(api.dismissOffers({ offers: offers.map((one) => one.offer) }));

/** Name, size and what else there is to say of one. */
function Head({ offer }: { readonly offer: Offer }) {
  const { t, format } = useLocale();
  const { preview } = offer;
  return (
    <div>
      <p className="add-name selectable">{preview.name}</p>
      <p className="add-facts numbers">
        {isLink(offer)
          ? t('add.noMetadata')
          : `${format.bytes(preview.size)} · ${t('add.files', { count: preview.files.lengths.length })}`}
        {preview.private && (
          <span className="add-private">
            <Lock size={12} aria-hidden="true" /> {t('add.private')}
          </span>
        )}
      </p>
      {preview.comment !== '' && (
        <p className="add-comment selectable cut" title={preview.comment}>
          {preview.comment}
        </p>
      )}
    </div>
  );
}

interface OfferListProps {
  readonly offers: readonly Offer[];
  readonly current: string;
  onChoose(offer: string): void;
}

/** Several torrents: one of them is looked at, each can be left out. */
function OfferList({ offers, current, onChoose }: OfferListProps) {
  const { t, format } = useLocale();
  const box = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = offers.findIndex(({ offer }) => offer === current);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const now = offers[at];
    if (event.key === 'Delete' && now !== undefined) {
      event.preventDefault();
      dismiss([now]);
    }
    const next = step === undefined ? undefined : offers[at + step];
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next.offer);
    box.current
      ?.querySelector(`[data-offer="${next.offer}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div
      ref={box}
      className="add-list"
      role="listbox"
      tabIndex={0}
      aria-label={t('add.torrentList')}
      aria-activedescendant={`choice-${current}`}
      onKeyDown={onKeyDown}
    >
      {offers.map((offer) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
        <div
          key={offer.offer}
          id={`choice-${offer.offer}`}
          data-offer={offer.offer}
          role="option"
          tabIndex={-1}
          aria-selected={offer.offer === current}
          className="add-item"
          onClick={() => onChoose(offer.offer)}
        >
          <File size={14} aria-hidden="true" />
          <span className="cut">{offer.preview.name}</span>
          {!isLink(offer) && <span className="numbers">{format.bytes(offer.preview.size)}</span>}
          <span
            className="add-drop"
            title={t('add.leaveOut')}
            aria-hidden="true"
            onClick={(event) => {
              event.stopPropagation();
              dismiss([offer]);
            }}
          >
            <X size={13} />
          </span>
        </div>
      ))}
    </div>
  );
}

function Files({
  offer,
  picked,
  pick,
}: {
  readonly offer: Offer;
  readonly picked: Uint8Array | undefined;
  pick(priorities: Uint8Array): void;
}) {
  const { t } = useLocale();
  if (isLink(offer)) {
    return (
      <p className="add-waiting" role="status">
        <LoaderCircle className="turning" size={14} aria-hidden="true" /> {t('add.fetching')}
      </p>
    );
  }
  return <OfferedFiles table={offer.preview.files} priorities={picked} onChange={pick} />;
}

function useFolders(defaultFolder: string, setFolder: (to: (typed: string) => string) => void) {
  const [recent, setRecent] = useState<readonly string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the dialog opens
  useEffect(() => {
    void report(api.saveFolders()).then((folders) => {
      if (folders === undefined) return;
      // The folder of the settings, or else the last one used.
      const first = defaultFolder === '' ? folders.recent[0] : undefined;
      setFolder((typed) => (typed === '' ? (first ?? folders.preferred) : typed));
      setRecent([...new Set([folders.preferred, ...folders.recent])]);
    });
  }, [defaultFolder]);
  return recent;
}

function AddForm({ offers }: { readonly offers: readonly Offer[] }) {
  const { t, fault, format } = useLocale();
  const { startPaused, defaultFolder } = useApp((state) => state.desktop);
  const [choices, setChoices] = useState<Choices>({
    savePath: '',
    paused: startPaused,
    sequential: false,
    skipCheck: false,
  });
  const [picked, setPicked] = useState<ReadonlyMap<string, Uint8Array>>(new Map());
  const [current, setCurrent] = useState('');
  const [dontAsk, setDontAsk] = useState(false);
  const [problem, setProblem] = useState<PlainFault | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const choose = (change: Partial<Choices>): void => setChoices((now) => ({ ...now, ...change }));
  const recent = useFolders(defaultFolder, (to) =>
    setChoices((now) => ({ ...now, savePath: to(now.savePath) })),
  );
  const space = useSpace(choices.savePath);
  const shown = offers.find(({ offer }) => offer === current) ?? (offers[0] as Offer);
  const needed = offers.reduce(
    (sum, { offer, preview }) => sum + wantedBytes(preview.files, picked.get(offer)),
    0,
  );

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const result = await api.acceptOffers([...accepted(offers, choices, picked)]);
    setBusy(false);
    if (!result.ok) setProblem(result);
    else if (dontAsk) {
      void report(api.setDesktop({ skipAddDialog: true, defaultFolder: choices.savePath }));
    }
  };

  return (
    <form className="add-form" onSubmit={(event) => void submit(event)}>
      <DialogBody>
        {offers.length === 1 ? (
          <Head offer={shown} />
        ) : (
          <div className="add-several">
            <OfferList offers={offers} current={shown.offer} onChoose={setCurrent} />
            <p className="add-facts numbers">{t('add.total', { size: format.bytes(needed) })}</p>
          </div>
        )}
        <Files
          key={`${shown.offer} ${isLink(shown)}`}
          offer={shown}
          picked={picked.get(shown.offer)}
          pick={(priorities) => setPicked(new Map(picked).set(shown.offer, priorities))}
        />
        <div>
          <FolderField
            label={t('add.saveIn')}
            value={choices.savePath}
            recent={recent}
            onChange={(savePath) => {
              choose({ savePath });
              setProblem(undefined);
            }}
          />
          <SpaceLine space={space} needed={needed} />
        </div>
        <div className="add-options">
          <Checkbox checked={choices.paused} onChange={(paused) => choose({ paused })}>
            {t('add.paused')}
          </Checkbox>
          <Checkbox checked={choices.sequential} onChange={(sequential) => choose({ sequential })}>
            {t('add.sequential')}
          </Checkbox>
          <Checkbox checked={choices.skipCheck} onChange={(skipCheck) => choose({ skipCheck })}>
            {t('add.skipCheck')}
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
        <Button onClick={() => dismiss(offers)}>{t('action.cancel')}</Button>
        <Button
          type="submit"
          look="primary"
          data-autofocus
          disabled={busy || choices.savePath === ''}
        >
          {choices.paused ? t('add.confirmPaused') : t('add.confirm')}
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
      size="wide"
      title={t('add.title', { count: offers.length })}
      description={t('add.description')}
      onClose={() => dismiss(offers)}
    >
      <AddForm offers={offers} />
    </Dialog>
  );
}
