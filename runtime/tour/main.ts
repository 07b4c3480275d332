/**
 * The guided tour: the product's main job by itself, each step in words with what it proves, a picture of each in
 * `out/tour/`. Exits with 1 when a step fails.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseRuntime, ROOT } from '../platform.ts';
import { say } from '../words.mjs';
import { Stage } from './stage.ts';
import { STEPS } from './steps/index.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const pictures = join(ROOT, 'out', 'tour');
rmSync(pictures, { recursive: true, force: true });
say(chooseRuntime().words);
const stage = await Stage.open({ data: values.data ?? null, pictures, onWords: (line) => say(`  hub: ${line}`) });
try {
  for (const [at, step] of STEPS.entries()) {
    say(`\n${at + 2}. ${step.title}`);
    for (const proved of await step.run(stage)) say(`   ✓ ${proved}`);
  }
  say(`\nThe tour is done. Its pictures are in ${pictures}.`);
} catch (error) {
  say(`   ✗ ${error instanceof Error ? error.message : String(error)}`);
  await stage.pictureAll('failed');
  process.exitCode = 1;
} finally {
  await stage.close();
}
