/** What is said of a fault: its kind and where it was, never its words, which may hold what somebody looked at. */

export function report(where: string, error: unknown): void {
  process.stderr.write(`${JSON.stringify({ level: 'error', where, fault: error instanceof Error ? error.name : typeof error })}\n`);
}

/** A fault that nobody caught is said in the same few words, instead of with its text and stack, and ends the program. */
export function endOnFault(end: () => void): void {
  process.on('uncaughtException', (error) => {
    report('uncaught', error);
    end();
  });
  process.on('unhandledRejection', (error) => report('unhandled', error));
}
