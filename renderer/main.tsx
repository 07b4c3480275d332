/** The window's first page: fonts, styles, and the screen that main asks for. */
import '@fontsource/inter/400.css';
import '@fontsource/inter/500.css';
import '@fontsource/inter/600.css';
import '@fontsource/jetbrains-mono/400.css';
import '@fontsource/jetbrains-mono/600.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/ui.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { listen } from './api.ts';
import { wear } from './ui/theme.ts';
import { holdKeystrokes } from './features/frame/keystrokes.ts';

/** A warm window has them when it is needed, so that no text changes its shape. */
const FONTS = ['13px Inter', '500 13px Inter', '600 13px Inter', '12px "JetBrains Mono"', '600 12px "JetBrains Mono"'];
for (const font of FONTS) void document.fonts.load(font);

wear('system');
holdKeystrokes();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
listen();
