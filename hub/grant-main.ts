/** The program of `npm run grant`: words go to stderr, lists and what was done to stdout. */
import { wordsOf } from './command/failure.ts';
import { NotAccepted } from './command/options.ts';
import { USAGE, readOptions } from './grant/options.ts';
import { runGrant } from './grant/run.ts';

const EXIT = { done: 0, failed: 1, notAccepted: 2 } as const;

const say = (words: string): void => void process.stderr.write(`${words}\n`);

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2), Date.now());
    if (options) await runGrant(options, { say, print: (text) => void process.stdout.write(`${text}\n`) });
    else say(USAGE);
    return EXIT.done;
  } catch (error) {
    say(wordsOf(error));
    if (!(error instanceof NotAccepted)) return EXIT.failed;
    say('\n--help says what it takes.');
    return EXIT.notAccepted;
  }
}

process.exitCode = await main();
