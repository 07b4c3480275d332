/** How the stand-in starts Chromium: where the binary is, and the flags that keep it quiet and offline. */
import { existsSync } from 'node:fs';

/** The binary itself before Debian's shell wrapper, which adds flags of the machine. */
const PLACES = [
  '/usr/lib/chromium/chromium',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
];

export function findChromium(): string | null {
  const named = process.env['NETGRAPH_CHROMIUM'];
  return named ?? PLACES.find((place) => existsSync(place)) ?? null;
}

const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-service-autorun',
  '--password-store=basic',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-quic',
  '--disable-sync',
  '--disable-client-side-phishing-detection',
  '--metrics-recording-only',
  '--disk-cache-size=1',
  '--disable-gpu-shader-disk-cache',
];

/** Windows that wait hidden must be as alive as Electron's, or they are cold when they are shown. */
const AWAKE = ['--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'];

const DISABLED_FEATURES = ['ProcessPerSiteUpToMainFrameThreshold', 'Translate', 'MediaRouter', 'OptimizationHints', 'GlobalMediaControls'];

/** Nothing but this machine's app:// exists for the window: no name resolves, WebRTC included. */
const OFFLINE = ['--host-resolver-rules=MAP * ~NOTFOUND', '--force-webrtc-ip-handling-policy=disable_non_proxied_udp'];

const SOFTWARE_GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

export interface LaunchShape {
  readonly profile: string;
  readonly headless: boolean;
  /** Switches of a test's driver (`--remote-debugging-port=0` and its own), passed on as they came. */
  readonly forwarded: readonly string[];
}

export function chromiumFlags(shape: LaunchShape): string[] {
  return [
    ...QUIET,
    ...AWAKE,
    ...OFFLINE,
    ...SOFTWARE_GL,
    ...shape.forwarded.filter((flag) => !flag.startsWith('--disable-features=')),
    `--disable-features=${[...DISABLED_FEATURES, ...forwardedFeatures(shape.forwarded)].join(',')}`,
    `--user-data-dir=${shape.profile}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []),
    ...(shape.headless ? ['--headless=new'] : []),
  ];
}

function forwardedFeatures(forwarded: readonly string[]): string[] {
  return forwarded.filter((flag) => flag.startsWith('--disable-features=')).flatMap((flag) => flag.slice(flag.indexOf('=') + 1).split(','));
}
