import './about.css';
import type licencesOf from 'virtual:licences';
import { Copy, FolderOpen, Spool } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { About } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report, useApp } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { copy } from '../torrents/commands.ts';
import { UpdateLine } from './update-line.tsx';

type Licences = typeof licencesOf;

function useAbout(): About | undefined {
  const [about, setAbout] = useState<About | undefined>(undefined);
  useEffect(() => {
    void report(api.about()).then(setAbout);
  }, []);
  return about;
}

/** They are two hundred kilobytes: read when somebody looks. */
function useLicences(): Licences {
  const [licences, setLicences] = useState<Licences>([]);
  useEffect(() => {
    void import('virtual:licences').then((module) => setLicences(module.default));
  }, []);
  return licences;
}

const copyReport = (): void =>
  void report(api.diagnosticReport()).then((text) => text !== undefined && copy(text));

function LicenceList() {
  const { t } = useLocale();
  const licences = useLicences();
  return (
    <section className="about">
      <h3>{t('about.licences')}</h3>
      {licences.length > 0 && (
        <p className="about-hint">{t('about.licencesHint', { count: licences.length })}</p>
      )}
      <div className="about-licences">
        {licences.map(({ name, version, licence, text }) => (
          <details key={`${name}@${version}`} className="about-licence">
            <summary>
              <span className="cut">{name}</span>
              <span className="about-version cut" title={version}>
                {version}
              </span>
              <span className="about-kind cut">{licence}</span>
            </summary>
            <pre className="selectable">{text === '' ? t('about.noText') : text}</pre>
          </details>
        ))}
      </div>
      <p className="about-hint">{t('about.chromium')}</p>
    </section>
  );
}

/** What this is: versions for a report, where it keeps its things, and whose work it stands on. */
export function AboutDialog() {
  const { t } = useLocale();
  const version = useApp((state) => state.version);
  const about = useAbout();
  return (
    <Dialog title={t('about.title')} onClose={closeDialog}>
      <DialogBody>
        <div className="about-head">
          <Spool className="about-icon" size={44} strokeWidth={1.25} aria-hidden="true" />
          <div>
            <p className="about-name">Skein</p>
            <p>{t('about.version', { version })}</p>
            <p className="about-hint">{t('about.promise')}</p>
            <UpdateLine />
          </div>
        </div>
        {about !== undefined && (
          <dl className="about-facts selectable numbers">
            {about.versions.slice(1).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
            <div>
              <dt>{t('about.system')}</dt>
              <dd>{about.system}</dd>
            </div>
            <div>
              <dt>{t('about.profile')}</dt>
              <dd>{about.profile}</dd>
            </div>
          </dl>
        )}
        <LicenceList />
      </DialogBody>
      <DialogFoot>
        <Button
          className="grow"
          icon={<FolderOpen size={15} />}
          onClick={() => void report(api.openFolder({ folder: 'profile' }))}
        >
          {t('about.openProfile')}
        </Button>
        <Button icon={<Copy size={15} />} onClick={copyReport}>
          {t('about.copy')}
        </Button>
        <Button look="primary" data-autofocus onClick={closeDialog}>
          {t('action.close')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
