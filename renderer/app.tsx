import './app.css';
import { TriangleAlert } from 'lucide-react';
import { AboutDialog } from './features/about/about-dialog.tsx';
import { AddDialog } from './features/add/add-dialog.tsx';
import { CreateDialog } from './features/create/create-dialog.tsx';
import { DetailsPane } from './features/details/details.tsx';
import { LocateDialog } from './features/files/locate-dialog.tsx';
import { MoveDialog } from './features/files/move-dialog.tsx';
import { RemovedDialog } from './features/files/removed-dialog.tsx';
import { RenameDialog } from './features/files/rename-dialog.tsx';
import { ExportDialog } from './features/import/export-dialog.tsx';
import { ImportDialog } from './features/import/import-dialog.tsx';
import { LimitsDialog } from './features/limits/limits-dialog.tsx';
import { LogDialog } from './features/log/log-dialog.tsx';
import { OrganiseDialog } from './features/organise/dialogs.tsx';
import { RemoveDialog } from './features/remove/remove-dialog.tsx';
import { SettingsDialog } from './features/settings/settings-dialog.tsx';
import { CloseDialog } from './features/shell/close-dialog.tsx';
import { DropZone } from './features/shell/drop-zone.tsx';
import { Toasts } from './features/shell/toasts.tsx';
import { useTheme } from './features/shell/use-theme.ts';
import { WhenDoneDialog } from './features/shell/when-done-dialog.tsx';
import { ShortcutsDialog } from './features/shortcuts/shortcuts-dialog.tsx';
import { useShortcuts } from './features/shortcuts/window-keys.ts';
import { useSidebarOpen } from './features/sidebar/open.ts';
import { Sidebar } from './features/sidebar/sidebar.tsx';
import { StatisticsDialog } from './features/statistics/statistics-dialog.tsx';
import { StatusBar } from './features/status/status-bar.tsx';
import { LinkDialog } from './features/toolbar/link-dialog.tsx';
import { Toolbar } from './features/toolbar/toolbar.tsx';
import { TorrentList } from './features/torrents/list.tsx';
import { WatchDialog } from './features/watch/watch-dialog.tsx';
import { LocaleProvider, useLocale } from './i18n/locale.tsx';
import { useApp } from './stores/app.ts';
import { useView } from './stores/view.ts';
import { TooltipProvider } from './ui/tooltip.tsx';

function EngineBanner() {
  const { t } = useLocale();
  const phase = useApp((state) => state.engine.phase);
  if (phase !== 'restarting') return null;
  return (
    <p className="app-banner" role="alert">
      <TriangleAlert size={15} aria-hidden="true" /> {t('engine.restarting')}
    </p>
  );
}

function Dialogs() {
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

function Window() {
  const sidebarOpen = useSidebarOpen();
  const detailsOpen = useView((view) => view.detailsOpen);
  useTheme();
  useShortcuts();
  return (
    <div className="app">
      <Toolbar />
      <EngineBanner />
      <div className="app-body">
        {sidebarOpen && <Sidebar />}
        <main className="app-main">
          <TorrentList />
          {detailsOpen && <DetailsPane />}
        </main>
      </div>
      <StatusBar />
      <Dialogs />
      {/* Links come from outside at any time: asked above whatever is open. */}
      <AddDialog />
      <WhenDoneDialog />
      <Toasts />
      <DropZone />
    </div>
  );
}

export function App() {
  return (
    <LocaleProvider>
      <TooltipProvider>
        <Window />
      </TooltipProvider>
    </LocaleProvider>
  );
}
