import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connectStores } from './stores/connect.ts';

declare global {
  /** Read by the style elements that Radix makes at run time; the CSP lets only this nonce through. */
  var __webpack_nonce__: string | undefined;
}

globalThis.__webpack_nonce__ =
  document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';

await connectStores();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
