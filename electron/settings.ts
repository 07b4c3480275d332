/** What is set for this desk as a whole: a small file in plain text. Nothing of a person or a customer. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { THEMES } from '../shared/contract/device.ts';
import type { Theme } from '../shared/contract/device.ts';

const fileSchema = z.strictObject({ theme: z.enum(THEMES) });

export class Settings {
  readonly #file: string;
  #theme: Theme;

  constructor(file: string) {
    this.#file = file;
    this.#theme = read(file);
  }

  get theme(): Theme {
    return this.#theme;
  }

  /** It holds at once; where the disk is full, until the program ends. */
  setTheme(theme: Theme): void {
    this.#theme = theme;
    try {
      writeFileSync(`${this.#file}.new`, `${JSON.stringify({ theme })}\n`, { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
    } catch {
      // A full disk.
    }
  }
}

/** A file that is not what was written counts for none. */
function read(file: string): Theme {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).theme;
  } catch {
    return 'system';
  }
}
