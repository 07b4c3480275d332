/** The program of `npm run ingest`: words and progress go to stderr, tables and lists to stdout. */
import { wordsOf } from './command/failure.ts';
import { NotAccepted } from './command/options.ts';
import { makeProgress } from './ingest/command/progress.ts';
import { USAGE, readOptions } from './ingest/command/options.ts';
import { EXIT, runCommand } from './ingest/command/run.ts';

const say = (words: string): void => void process.stderr.write(`${words}\n`);

async function main(): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(EXIT.interrupted);
      stop.abort();
      say('\nStopping at the end of what is being written; once more stops at once. Either way, run it again to go on.');
    });
  try {
    const options = readOptions(process.argv.slice(2));
    if (options)
      return await runCommand(options, {
        say,
        print: (text) => void process.stdout.write(`${text}\n`),
        progress: makeProgress(process.stderr),
        signal: stop.signal,
      });
    say(USAGE);
    return EXIT.done;
  } catch (error) {
    if (stop.signal.aborted) {
      say('Interrupted. What was written stays; run it again to go on.');
      return EXIT.interrupted;
    }
    const notAccepted = error instanceof NotAccepted;
    say(wordsOf(error));
    if (notAccepted) say('\n--help says what it takes.');
    return notAccepted ? EXIT.notAccepted : EXIT.failed;
  }
}

process.exitCode = await main();
