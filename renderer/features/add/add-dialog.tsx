import './add.css';
import { LoaderCircle } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { Offer, PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report, useApp } from '../../stores/app.ts';
import { useOrganisation } from '../../stores/organisation.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { accepted, type Choices, folderFor, type Picked, tagsOf } from './choices.ts';
import { FolderField } from './folder-field.tsx';
import { dismiss, Head, isLink, OfferList } from './offer-list.tsx';
import { OfferedFiles, wantedBytes } from './offered-files.tsx';
import { OrganiseFields, useOutcomes } from './organise-fields.tsx';
import { SpaceLine, useSpace } from './space.tsx';

const noChoices: Choices = {
  folder: '',
  ownFolder: false,
  category: undefined,
  tags: undefined,
  paused: false,
  first: false,
  sequential: false,
  skipCheck: false,
};

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

/** Where to save, as long as nobody says otherwise, and the folders used before. */
function useFolders(defaultFolder: string, setFolder: (folder: string) => void) {
  const [recent, setRecent] = useState<readonly string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the dialog opens
  useEffect(() => {
    void report(api.saveFolders()).then((folders) => {
      if (folders === undefined) return;
      // The folder of the settings, or else the last one used.
      const first = defaultFolder === '' ? folders.recent[0] : undefined;
      setFolder(first ?? folders.preferred);
      setRecent([...new Set([folders.preferred, ...folders.recent])]);
    });
  }, [defaultFolder]);
  return recent;
}

function AddForm({ offers }: { readonly offers: readonly Offer[] }) {
  const { t, fault, format } = useLocale();
  const { startPaused, defaultFolder } = useApp((state) => state.desktop);
  const categories = useOrganisation((state) => state.categories);
  const [choices, setChoices] = useState<Choices>({ ...noChoices, paused: startPaused });
  const [tagText, setTagText] = useState<string | undefined>(undefined);
  const [picked, setPicked] = useState<Picked>(new Map());
  const [current, setCurrent] = useState('');
  const [dontAsk, setDontAsk] = useState(false);
  const [problem, setProblem] = useState<PlainFault | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const choose = (change: Partial<Choices>): void => setChoices((now) => ({ ...now, ...change }));
  const recent = useFolders(defaultFolder, (folder) =>
    setChoices((now) => (now.ownFolder ? now : { ...now, folder })),
  );
  const outcomes = useOutcomes(offers);
  const shown = offers.find(({ offer }) => offer === current) ?? (offers[0] as Offer);
  const outcome = outcomes.get(shown.offer);
  const folder = folderFor(choices, outcome, categories);
  const space = useSpace(folder);
  const needed = offers.reduce(
    (sum, { offer, preview }) => sum + wantedBytes(preview.files, picked.get(offer)),
    0,
  );

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const all = accepted(offers, choices, picked, outcomes, categories);
    const result = await api.acceptOffers([...all]);
    setBusy(false);
    if (!result.ok) setProblem(result);
    else if (dontAsk) {
      void report(api.setDesktop({ skipAddDialog: true, defaultFolder: folder }));
    }
  };
  const box = (
    key: 'paused' | 'first' | 'sequential' | 'skipCheck',
  ): Pick<Parameters<typeof Checkbox>[0], 'checked' | 'onChange'> => ({
    checked: choices[key],
    onChange: (checked) => choose({ [key]: checked }),
  });

  return (
    <form onSubmit={(event) => void submit(event)}>
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
            value={folder}
            recent={recent}
            onChange={(path) => {
              choose({ folder: path, ownFolder: true });
              setProblem(undefined);
            }}
          />
          <SpaceLine space={space} needed={needed} />
        </div>
        <OrganiseFields
          category={choices.category ?? outcome?.category ?? ''}
          tags={tagText ?? outcome?.tags.join(', ') ?? ''}
          outcome={outcome}
          setCategory={(category) => choose({ category })}
          setTags={(text) => {
            setTagText(text);
            choose({ tags: tagsOf(text) });
          }}
        />
        <div className="add-options">
          <Checkbox {...box('paused')}>{t('add.paused')}</Checkbox>
          <Checkbox {...box('first')}>{t('add.first')}</Checkbox>
          <Checkbox {...box('sequential')}>{t('add.sequential')}</Checkbox>
          <Checkbox {...box('skipCheck')}>{t('add.skipCheck')}</Checkbox>
        </div>
        {problem !== undefined && (
          <p className="add-problem selectable" role="alert">
            {fault(problem)}
          </p>
        )}
      </DialogBody>
      <DialogFoot>
        <div className="grow">
          <Checkbox checked={dontAsk} onChange={setDontAsk}>
            {t('add.dontAsk')}
          </Checkbox>
        </div>
        <Button onClick={() => dismiss(offers)}>{t('action.cancel')}</Button>
        <Button type="submit" look="primary" data-autofocus busy={busy || folder === ''}>
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
