/**
 * `npm test` on the project's own Node: every stage, in words, to the end whatever fails; those that only read the sources run beside
 * each other, one a core. The last line counts them all; a
 * stage without tests of its own counts as one. `npm test -- STAGE…` runs the named ones.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { startDisplay, withKeychain, type Command } from './desktop-session.ts';
import { chooseRuntime, ROOT } from './platform.ts';
import { stages, type Counts, type Stage } from './stages.ts';
import { say } from './words.mjs';

const total: Counts = { passed: 0, failed: 0, skipped: 0 };

/** What it says is seen as it says it, or, beside others, as a whole when it ends. */
function run({ command, args, env }: Command, beside: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const out = beside ? 'pipe' : 'inherit';
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', out, out] });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => said.push(part));
    child.once('error', (error) => {
      say(error.message);
      resolve(false);
    });
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      resolve(code === 0);
    });
  });
}

async function passes(stage: Stage): Promise<boolean> {
  const display = stage.display ? await startDisplay() : null;
  if (stage.display) say(`${chooseRuntime().words}${display ? ` Display ${display.name}.` : ' No display: headless.'}`);
  const { DISPLAY: _own, WAYLAND_DISPLAY: _other, ...without } = stage.command.env;
  const env = stage.display ? { ...without, ...(display ? { DISPLAY: display.name } : {}) } : stage.command.env;
  const plain = { ...stage.command, env };
  const session = stage.keychain ? withKeychain(plain) : { ...plain, forget: () => undefined };
  try {
    return await run(session, stage.beside);
  } finally {
    session.forget();
    display?.stop();
  }
}

function add(stage: Stage, passed: boolean): void {
  const counts = stage.count?.() ?? { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
  // A stage that failed though none of its tests did (it crashed, say) is a failure of its own.
  const failed = !passed && counts.failed === 0 ? 1 : counts.failed;
  total.passed += counts.passed;
  total.failed += failed;
  total.skipped += counts.skipped;
}

async function take(stage: Stage): Promise<void> {
  if (!stage.beside) say(`\n== ${stage.name}: ${stage.words}`);
  const started = performance.now();
  const passed = await passes(stage);
  add(stage, passed);
  say(`== ${stage.name}: ${passed ? 'passed' : 'FAILED'} after ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const named = process.argv.slice(2);
const chosen = stages().filter(({ name }) => named.length === 0 || named.includes(name));
const beside = chosen.filter((stage) => stage.beside);
if (beside.length > 0) say(`\n== beside each other: ${beside.map(({ name, words }) => `${name} (${words})`).join(', ')}`);
const next = beside.values();
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (const stage of next) await take(stage);
  }),
);
for (const stage of chosen) if (!stage.beside) await take(stage);
say(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
