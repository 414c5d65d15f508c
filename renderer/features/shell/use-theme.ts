import { useEffect } from 'react';
import { useApp } from '../../stores/app.ts';
import { accentTokens, type Theme } from './accent.ts';

/** Puts light or dark on the document, and the accent colour; follows the system where the user wants that. */
export function useTheme(): void {
  const theme = useApp((state) => state.desktop.theme);
  const ofSystem = useApp((state) => state.accent);
  const wanted = useApp((state) => state.desktop.accent);
  const accent = wanted === 'system' ? ofSystem : undefined;
  useEffect(() => {
    const root = document.documentElement;
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    let set: readonly string[] = [];
    const apply = (): void => {
      const isDark = theme === 'dark' || (theme === 'system' && system.matches);
      const now: Theme = isDark ? 'dark' : 'light';
      const tokens = accent === undefined ? {} : accentTokens(accent, now);
      for (const name of set) root.style.removeProperty(name);
      for (const [name, value] of Object.entries(tokens)) root.style.setProperty(name, value);
      set = Object.keys(tokens);
      // Last: what draws by hand looks at the colours when this changes.
      root.dataset['theme'] = now;
    };
    apply();
    system.addEventListener('change', apply);
    return () => {
      system.removeEventListener('change', apply);
      for (const name of set) root.style.removeProperty(name);
    };
  }, [theme, accent]);
}
