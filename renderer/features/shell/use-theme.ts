import { useEffect } from 'react';
import { useApp } from '../../stores/app.ts';

/** Puts light or dark on the document; follows the system where the user wants that. */
export function useTheme(): void {
  const theme = useApp((state) => state.desktop.theme);
  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => {
      const dark = theme === 'dark' || (theme === 'system' && system.matches);
      document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    };
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [theme]);
}
