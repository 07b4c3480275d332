/** How WebdriverIO starts a browser here: which chromedriver, and that it listens to this machine alone. */
import { execFileSync } from 'node:child_process';

const binary = process.env['CHROMEDRIVER'] ?? '/usr/bin/chromedriver';

/** Capabilities for a browser, the workstation being one. `args` are the binary's. */
export function browser(executable: string, args: readonly string[]): WebdriverIO.Capabilities {
  return {
    browserName: 'chrome',
    // Told, or WebdriverIO asks the workstation's binary, which is no browser, for its version.
    browserVersion: /\d+(\.\d+){3}/.exec(execFileSync(binary, ['--version'], { encoding: 'utf8' }))?.[0] ?? '',
    'wdio:enforceWebDriverClassic': true,
    'goog:chromeOptions': { binary: executable, args: [...args], windowTypes: ['app', 'webview'] } as object,
    'wdio:chromedriverOptions': { binary, allowedIps: ['127.0.0.1'], allowedOrigins: ['http://localhost'] } as object,
  };
}
