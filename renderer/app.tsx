import './app.css';
import { TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { DropZone } from './features/shell/drop-zone.tsx';
import { useKeptFocus } from './features/shell/keep-focus.ts';
import { Toasts } from './features/shell/toasts.tsx';
import { useTheme } from './features/shell/use-theme.ts';
import { WhenDoneDialog } from './features/shell/when-done-dialog.tsx';
import { useShortcuts } from './features/shortcuts/window-keys.ts';
import { useSidebarOpen } from './features/sidebar/open.ts';
import { Sidebar } from './features/sidebar/sidebar.tsx';
import { StatusBar } from './features/status/status-bar.tsx';
import { Toolbar } from './features/toolbar/toolbar.tsx';
import { TorrentList } from './features/torrents/list.tsx';
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

/** What is not seen at the start is loaded when it is needed, or when there is nothing else to do. */
const loadDialogs = () => import('./features/dialogs.tsx');
const loadDetails = () => import('./features/details/details.tsx');
const Dialogs = lazy(loadDialogs);
const DetailsPane = lazy(loadDetails);

function OpenDialog() {
  const isOpen = useApp(({ dialog, offers }) => dialog !== undefined || offers.length > 0);
  return isOpen ? <Dialogs /> : null;
}

function useEarlyLoading(): void {
  useEffect(() => {
    const idle = requestIdleCallback(() => {
      void loadDialogs();
      void loadDetails();
    });
    return () => cancelIdleCallback(idle);
  }, []);
}

function Window() {
  const sidebarOpen = useSidebarOpen();
  const detailsOpen = useView((view) => view.detailsOpen);
  useTheme();
  useKeptFocus();
  useShortcuts();
  useEarlyLoading();
  return (
    <div className="app">
      <Toolbar />
      <EngineBanner />
      <div className="app-body">
        {sidebarOpen && <Sidebar />}
        <main className="app-main">
          <TorrentList />
          <Suspense>{detailsOpen && <DetailsPane />}</Suspense>
        </main>
      </div>
      <StatusBar />
      <Suspense>
        <OpenDialog />
      </Suspense>
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
