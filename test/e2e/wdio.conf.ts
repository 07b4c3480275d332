/**
 * The end-to-end harness: WebdriverIO drives the built workstation, on Electron where it is installed, else on the
 * stand-in. Each spec file gets a workstation of its own. Results go to `out/e2e/` as JSON for `npm test` to count.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chooseRuntime, ROOT } from '../../runtime/platform.ts';

const runtime = chooseRuntime();
const driver = process.env['CHROMEDRIVER'] ?? '/usr/bin/chromedriver';
/** The driver's own version is told, or WebdriverIO asks the workstation's binary, which is no browser, for one. */
const driverVersion = /\d+(\.\d+){3}/.exec(execFileSync(driver, ['--version'], { encoding: 'utf8' }))?.[0] ?? '';
const results = join(ROOT, 'out', 'e2e');
mkdirSync(results, { recursive: true });

const counts = { passed: 0, failed: 0, skipped: 0 };

export const config: WebdriverIO.Config = {
  runner: 'local',
  specs: ['./**/*.e2e.ts'],
  maxInstances: 1,
  capabilities: [
    {
      browserName: 'chrome',
      browserVersion: driverVersion,
      'wdio:enforceWebDriverClassic': true,
      'goog:chromeOptions': { binary: runtime.binary, args: runtime.args, windowTypes: ['app', 'webview'] } as object,
      'wdio:chromedriverOptions': {
        binary: driver,
        allowedIps: ['127.0.0.1'],
        allowedOrigins: ['http://localhost'],
      } as object,
    },
  ],
  framework: 'mocha',
  mochaOpts: { ui: 'bdd', timeout: 180_000 },
  reporters: ['spec'],
  logLevel: 'error',
  waitforTimeout: 15_000,
  connectionRetryCount: 1,
  connectionRetryTimeout: 60_000,
  autoXvfb: false,
  afterTest: (_test, _context, { passed, skipped }) => {
    if (skipped) counts.skipped++;
    else if (passed) counts.passed++;
    else counts.failed++;
  },
  after: (_result, _capabilities, specs) => {
    writeFileSync(join(results, `${basename(specs[0] ?? 'spec')}.json`), JSON.stringify(counts));
  },
};
