import { useApp } from '../stores/app.ts';
import { AboutDialog } from './about/about-dialog.tsx';
import { AddDialog } from './add/add-dialog.tsx';
import { CreateDialog } from './create/create-dialog.tsx';
import { LocateDialog } from './files/locate-dialog.tsx';
import { MoveDialog } from './files/move-dialog.tsx';
import { RemovedDialog } from './files/removed-dialog.tsx';
import { RenameDialog } from './files/rename-dialog.tsx';
import { ExportDialog } from './import/export-dialog.tsx';
import { ImportDialog } from './import/import-dialog.tsx';
import { LimitsDialog } from './limits/limits-dialog.tsx';
import { LogDialog } from './log/log-dialog.tsx';
import { OrganiseDialog } from './organise/dialogs.tsx';
import { RemoveDialog } from './remove/remove-dialog.tsx';
import { SettingsDialog } from './settings/settings-dialog.tsx';
import { CloseDialog } from './shell/close-dialog.tsx';
import { ShortcutsDialog } from './shortcuts/shortcuts-dialog.tsx';
import { StatisticsDialog } from './statistics/statistics-dialog.tsx';
import { LinkDialog } from './toolbar/link-dialog.tsx';
import { WatchDialog } from './watch/watch-dialog.tsx';

function OpenDialog() {
  const dialog = useApp((state) => state.dialog);
  if (dialog?.kind === 'remove') return <RemoveDialog ids={dialog.ids} />;
  if (dialog?.kind === 'settings') return <SettingsDialog group={dialog.group} />;
  if (dialog?.kind === 'locate') return <LocateDialog id={dialog.id} />;
  if (dialog?.kind === 'create') return <CreateDialog />;
  if (dialog?.kind === 'import') return <ImportDialog />;
  if (dialog?.kind === 'export') return <ExportDialog />;
  if (dialog?.kind === 'removed') return <RemovedDialog />;
  if (dialog?.kind === 'watch') return <WatchDialog />;
  if (dialog?.kind === 'move') return <MoveDialog ids={dialog.ids} />;
  if (dialog?.kind === 'rename')
    return <RenameDialog id={dialog.id} path={dialog.path} file={dialog.file} />;
  if (dialog?.kind === 'limits') return <LimitsDialog ids={dialog.ids} />;
  if (dialog?.kind === 'organise') return <OrganiseDialog page={dialog} />;
  if (dialog?.kind === 'statistics') return <StatisticsDialog />;
  if (dialog?.kind === 'close') return <CloseDialog />;
  if (dialog?.kind === 'shortcuts') return <ShortcutsDialog />;
  if (dialog?.kind === 'about') return <AboutDialog />;
  if (dialog?.kind === 'log') return <LogDialog />;
  if (dialog?.kind === 'link') return <LinkDialog />;
  return null;
}

/** The dialog that is open. Links come from outside at any time: asked above whatever is open. */
export default function Dialogs() {
  return (
    <>
      <OpenDialog />
      <AddDialog />
    </>
  );
}
