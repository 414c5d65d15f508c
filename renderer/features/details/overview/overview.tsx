import type { ReactNode } from 'react';
import type { TorrentFacts, TorrentSnapshot } from '../../../../preload/contract/index.ts';
import { useLocale } from '../../../i18n/locale.tsx';
import { ratioBase } from '../../torrents/status.ts';
import { Diagnosis, TrackerTrouble } from '../trouble.tsx';
import { useDetails } from '../use-details.ts';
import { Pieces } from './pieces.tsx';
import { SpeedGraphView } from './speed-graph.tsx';

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="selectable numbers">{children}</dd>
    </>
  );
}

function Transfer({
  torrent,
  details,
}: {
  readonly torrent: TorrentSnapshot;
  readonly details: TorrentFacts | undefined;
}) {
  const { t, format } = useLocale();
  return (
    <section>
      <h3>{t('details.transfer')}</h3>
      <dl className="facts">
        {torrent.eta >= 0 && (
          <Fact name={t('details.timeLeft')}>{format.duration(torrent.eta)}</Fact>
        )}
        <Fact name={t('details.downloaded')}>
          {format.bytes(torrent.downloaded)}
          {torrent.downRate > 0 && <em> {format.rate(torrent.downRate)}</em>}
        </Fact>
        <Fact name={t('details.uploaded')}>
          {format.bytes(torrent.uploaded)}
          {torrent.upRate > 0 && <em> {format.rate(torrent.upRate)}</em>}
        </Fact>
        <Fact name={t('details.ratio')}>{format.ratio(torrent.uploaded, ratioBase(torrent))}</Fact>
        <Fact name={t('details.peersConnected')}>
          {t('details.peersValue', { peers: torrent.peers, seeds: torrent.seeds })}
        </Fact>
        {details !== undefined && details.wasted > 0 && (
          <Fact name={t('details.wasted')}>{format.bytes(details.wasted)}</Fact>
        )}
      </dl>
    </section>
  );
}

function About({
  torrent,
  details,
}: {
  readonly torrent: TorrentSnapshot;
  readonly details: TorrentFacts | undefined;
}) {
  const { t, format } = useLocale();
  return (
    <section className="overview-about">
      <h3>{t('details.torrent')}</h3>
      <dl className="facts">
        <Fact name={t('details.size')}>{format.bytes(torrent.size)}</Fact>
        <Fact name={t('details.savedIn')}>{torrent.savePath}</Fact>
        <Fact name={t('details.added')}>{format.moment(torrent.addedAt)}</Fact>
        {torrent.completedAt > 0 && (
          <Fact name={t('details.completed')}>{format.moment(torrent.completedAt)}</Fact>
        )}
        {details !== undefined && details.creationDate > 0 && (
          <Fact name={t('details.created')}>
            {format.moment(details.creationDate * 1000)}
            {details.createdBy !== '' && <em> {details.createdBy}</em>}
          </Fact>
        )}
        {details !== undefined && details.creationDate === 0 && details.createdBy !== '' && (
          <Fact name={t('details.createdBy')}>{details.createdBy}</Fact>
        )}
        <Fact name={t('details.infoHash')}>
          <span className="mono">{torrent.id}</span>
        </Fact>
        {torrent.private && <Fact name={t('details.private')}>{t('details.privateValue')}</Fact>}
        {details?.comment && <Fact name={t('details.comment')}>{details.comment}</Fact>}
      </dl>
    </section>
  );
}

export function Overview({ torrent }: { readonly torrent: TorrentSnapshot }) {
  const details = useDetails(torrent.id, 'facts');
  const pieces = useDetails(torrent.id, 'pieces');
  const speed = useDetails(torrent.id, 'speed');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <div className="overview" tabIndex={0}>
      <Diagnosis torrent={torrent} />
      <TrackerTrouble torrent={torrent} />
      <Pieces torrent={torrent} facts={details} pieces={pieces} />
      <div className="overview-columns">
        <Transfer torrent={torrent} details={details} />
        {speed !== undefined && <SpeedGraphView graph={speed} />}
        <About torrent={torrent} details={details} />
      </div>
    </div>
  );
}
