/**
 * The hub's program. Words for people go to stderr, the structured log to hub.log in the data folder, and stdout has one
 * line, for whoever started this: `{"ready":true,"url":"…"}`.
 */
import { join } from 'node:path';
import { ACCOUNTS_FILE } from './demo/accounts.ts';
import { isLoopback } from './http/reach.ts';
import { openLog } from './log-file.ts';
import { USAGE, readSettings } from './settings.ts';
import type { HubSettings } from './settings.ts';
import { startHub } from './start.ts';
import type { RunningHub } from './start.ts';

/** How long a hub that lost its databases takes to end. */
const LOST_MS = 15_000;

const say = (words: string): void => void process.stderr.write(`${words}\n`);

function introduce({ issuer, dataFolder, host = '127.0.0.1' }: HubSettings, { url, metricsUrl }: RunningHub): void {
  say(`The hub answers at ${url}${isLoopback(host) ? ' (this machine only)' : ''}. Ctrl+C stops it.`);
  if (metricsUrl) say(`Figures for Prometheus: ${metricsUrl}`);
  if (issuer) return;
  say(`DEMO: its own identity provider, and keys in files of ${dataFolder} instead of a hardware module. Not for real data.`);
  say(`People and passwords: ${join(dataFolder, ACCOUNTS_FILE)}`);
  say('To talk to it from outside, or to attack it, get a token as anybody does:');
  say(`  1. GET ${url}/v1/about names the OpenID Connect provider and the client id`);
  say('  2. code with PKCE to http://127.0.0.1:<any port>/callback, nonce = <thumbprint of your Ed25519 key>.<random>');
  say(`  3. POST ${url}/v1/token with the ID token and a DPoP proof; then GET /v1/floor, and /v1/token again for a customer`);
  say('  docs/HUB-API.md has every step; node docs/hub-token.mjs does them all');
}

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    say(USAGE);
    return 0;
  }
  let settings: HubSettings;
  try {
    settings = readSettings(process.argv.slice(2));
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const log = openLog(settings.dataFolder);
  const stop = new AbortController();
  const asked = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        stop.abort();
        resolve(undefined);
      });
  });
  try {
    const hub = await startHub({ ...settings, log, say, signal: stop.signal });
    if (process.platform !== 'win32') process.on('SIGHUP', () => hub.reload());
    introduce(settings, hub);
    process.stdout.write(`${JSON.stringify({ ready: true, url: hub.url })}\n`);
    const why = await Promise.race([asked, hub.over]);
    if (why === 'asked') say("Another hub takes this one's place.");
    if (why === 'lost') say('Another hub has the databases. This one ends.');
    // What it still waits for may be at the end of a dead line, and its supervisor waits to start it anew.
    if (why === 'lost') setTimeout(() => process.exit(1), LOST_MS).unref();
    await hub.close(why);
    return why === 'lost' ? 1 : 0;
  } catch (error) {
    if (stop.signal.aborted) {
      say('Stopped before it was ready; the next start goes on from here.');
      return 0;
    }
    const { name, message, code } = error as Error & { code?: string };
    log.fatal({ reason: code ?? name }, 'the hub did not start');
    say(`The hub did not start: ${message}`);
    return 1;
  }
}

process.exitCode = await main();
