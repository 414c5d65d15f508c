import { useEffect, useState } from 'react';
import { useLocale } from '../../../i18n/locale.tsx';

type FlagOf = (code: string) => string | undefined;
let loaded: FlagOf | undefined;

/** All flags come with the first list of peers, and not with the window. */
function useFlags(): FlagOf | undefined {
  const [flags, setFlags] = useState<FlagOf | undefined>(() => loaded);
  useEffect(() => {
    if (flags !== undefined) return;
    void import('./countries.ts').then(({ flagOf }) => {
      loaded = flagOf;
      setFlags(() => flagOf);
    });
  }, [flags]);
  return flags;
}

/** Flag and code; the name in the tooltip, and for a screen reader. */
export function Country({ code }: { readonly code: string }) {
  const { language } = useLocale();
  const flag = useFlags()?.(code);
  const name = new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
  return (
    <span className="country" title={name}>
      {flag !== undefined && <img src={flag} alt={name} width={18} height={12} />}
      <span aria-hidden={flag !== undefined}>{code}</span>
    </span>
  );
}
