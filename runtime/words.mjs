/** How setup and the checks talk to a person: one plain line a step. */

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** @param {string} text */
export function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
