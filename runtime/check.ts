/**
 * `npm test` on the project's own Node: every stage, in words, to the end whatever fails. The last line counts them all; a
 * stage without tests of its own counts as one. `npm test -- STAGE…` runs the named ones.
 */
import { spawn } from 'node:child_process';
import { startDisplay, withKeychain, type Command } from './desktop-session.ts';
import { chooseRuntime, ROOT } from './platform.ts';
import { stages, type Counts, type Stage } from './stages.ts';
import { say } from './words.mjs';

const total: Counts = { passed: 0, failed: 0, skipped: 0 };

function run({ command, args, env }: Command): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', (error) => {
      say(error.message);
      resolve(false);
    });
    child.once('exit', (code) => resolve(code === 0));
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
    return await run(session);
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

const named = process.argv.slice(2);
for (const stage of stages()) {
  if (named.length > 0 && !named.includes(stage.name)) continue;
  say(`\n== ${stage.name}: ${stage.words}`);
  const started = performance.now();
  const passed = await passes(stage);
  add(stage, passed);
  say(`== ${stage.name}: ${passed ? 'passed' : 'FAILED'} after ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
say(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
