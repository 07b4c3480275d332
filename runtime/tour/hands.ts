/** What a person does in a window of the workstation, by the names and roles that a person (or a screen reader) goes by. */
import type { Bridge } from '../../shared/contract/bridge.ts';
import type { ActionInput, ActionName, ActionOutput } from '../../shared/contract/index.ts';
import type { WindowState } from '../../shared/contract/state.ts';
import type { Result } from '../../shared/errors.ts';
import type { Page } from './workstation.ts';

/** What preload puts into a page. */
interface Told {
  readonly netgraph: Bridge;
}

export interface Purpose {
  readonly customer: string;
  /** As the form shows it: "Investigator". */
  readonly role: string;
  readonly ticket: string;
  readonly reason: string;
}

export class Hands {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Text of the first element, as it is shown. */
  async text(selector: string): Promise<string> {
    return this.page.$(selector).getText();
  }

  /** Waits until `ready` gives something that is not null, false or empty, and returns it. */
  async until<T>(what: string, ready: () => Promise<T>, timeout = 30_000): Promise<T> {
    let last: T | undefined;
    await this.page.waitUntil(async () => Boolean((last = await ready().catch(() => undefined))), {
      timeout,
      interval: 100,
      timeoutMsg: `${what} did not happen within ${timeout / 1000} s`,
    });
    return last as T;
  }

  async number(selector: string, attribute: string): Promise<number> {
    return Number((await this.page.$(selector).getAttribute(attribute)) ?? '-1');
  }

  /** Writes into a field. What is typed before a window has painted is dropped, as it should be: then once more. */
  async fill(selector: string, value: string): Promise<void> {
    const field = this.page.$(selector);
    await field.waitForDisplayed();
    await this.until(`writing into ${selector}`, async () => {
      await field.setValue(value);
      return (await field.getValue()) === value;
    });
  }

  async keys(...keys: string[]): Promise<void> {
    await this.page.keys(keys);
  }

  /** Asks main as the page itself does: over the bridge, in the window's present epoch, through the gate. */
  async ask<Name extends ActionName>(name: Name, input: ActionInput<Name>): Promise<Result<ActionOutput<Name>>> {
    const { epoch } = await this.state();
    // In a list: WebdriverIO takes a bare object with an `error` for one of its own.
    const [reply]: unknown[] = await this.page.execute(
      async (action: string, given: object, at: number) => [
        await (window as unknown as Told).netgraph.act(action as never, given as never, at),
      ],
      name as string,
      input as object,
      epoch,
    );
    return reply as Result<ActionOutput<Name>>;
  }

  /** The window's state, as main last told it. */
  async state(): Promise<WindowState> {
    return this.page.execute(
      () =>
        new Promise<WindowState>((resolve) => {
          const stop = (window as unknown as Told).netgraph.onState((state) => {
            setTimeout(() => stop());
            resolve(state);
          });
        }),
    );
  }

  /** From the floor or a switcher: letters of the customer, Enter, the form. A last Enter then opens it. */
  async fillAssume({ customer, role, ticket, reason }: Purpose): Promise<void> {
    await this.fill('input[aria-label="Find a customer"]', customer);
    await this.keys('Enter');
    const form = this.page.$('form.assume');
    await form.waitForDisplayed();
    await this.until('the form of the right customer', async () => (await form.$('.assume-name').getText()) === customer);
    const select = form.$('[role=combobox]');
    // A window that is still being placed closes its list again: then once more.
    await this.until(`the role ${role}`, async () => {
      if ((await select.getText()) === role) return true;
      const option = this.page.$(`//*[@role="option"][.="${role}"]`);
      if (!(await option.isExisting())) await select.click();
      await option.click();
      return false;
    });
    await this.fill('form.assume input[name=ticket]', ticket);
    await this.fill('form.assume input[name=reason]', reason);
  }

  /** Searches, and puts the first result on the canvas. */
  async addFirst(text: string): Promise<void> {
    const before = await this.number('[data-region=canvas]', 'data-nodes');
    await this.fill('input[data-search]', text);
    await this.page.$('[role=option]').waitForDisplayed();
    await this.keys('Enter');
    await this.until('the record on the canvas', async () => (await this.number('[data-region=canvas]', 'data-nodes')) > before);
  }

  /** Opens the expansion of what is selected; resolves with the counts by kind that are shown before anything is drawn. */
  async openExpansion(): Promise<string[]> {
    await this.focusWork();
    await this.keys('e');
    await this.page.$('form[data-expand]').waitForDisplayed();
    return this.page
      .$$('.expand-row')
      .map(async (row) => `${await row.$('.expand-kind').getText()} ${await row.$('.expand-count').getText()}`);
  }

  /** Draws what is ticked; resolves with how many nodes came. */
  async drawExpansion(): Promise<number> {
    const before = await this.number('[data-region=canvas]', 'data-nodes');
    if (!(await this.page.$('[data-expand-go]').isEnabled())) await this.page.$('.expand-row input').click();
    await this.page.$('[data-expand-go]').click();
    await this.page.$('form[data-expand]').waitForExist({ reverse: true });
    await this.until('the expansion', async () => (await this.number('[data-region=canvas]', 'data-nodes')) > before);
    return (await this.number('[data-region=canvas]', 'data-nodes')) - before;
  }

  async focusQuery(): Promise<void> {
    await this.page.execute(() => document.querySelector<HTMLElement>('[data-query]')?.focus());
  }

  /** Writes a question in the place of the one that stands there, and asks nothing. */
  async write(text: string): Promise<void> {
    await this.focusQuery();
    await this.keys('Control', 'a');
    await this.keys('Delete');
    await this.page.$('[data-query]').addValue(text);
  }

  /** Asks in the query bar; resolves when an answer or a refusal to this very question is shown. */
  async question(text: string): Promise<void> {
    await this.write(text);
    await this.keys('Escape');
    await this.focusQuery();
    await this.keys('Enter');
    await this.page.$('[data-query-panel]').waitForDisplayed();
  }

  /** Where the canvas's and the table's keys work. */
  async focusWork(): Promise<void> {
    await this.page.execute(() => document.querySelector<HTMLElement>('.canvas-stage, [data-table]')?.focus());
  }

  /** Opens the palette and writes there. */
  async palette(written: string): Promise<void> {
    await this.keys('Control', 'k');
    await this.fill('[data-palette] input', written);
  }

  /** Presses, moves through these points of the window, lets go; `held`: a key that is down meanwhile. CSS pixels. */
  async drag(points: readonly (readonly [number, number])[], held: string | null = null): Promise<void> {
    const moves = points.map(([x, y]) => ({ type: 'pointerMove', duration: 40, x, y }));
    const [first, ...rest] = moves;
    const steps = [first, { type: 'pointerDown', button: 0 }, ...rest, { type: 'pointerUp', button: 0 }];
    const pauses = steps.map(() => ({ type: 'pause', duration: 40 }));
    const key = held === null ? pauses : [{ type: 'keyDown', value: held }, ...pauses, { type: 'keyUp', value: held }];
    const lead = held === null ? [] : [{ type: 'pause', duration: 40 }];
    await this.page.performActions([
      { type: 'key', id: 'keys', actions: key },
      { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: [...lead, ...steps] },
    ]);
    await this.page.releaseActions();
  }

  async menu(entry: string): Promise<void> {
    await this.page.$('button[aria-label=Menu]').click();
    await this.page.$(`//*[@role="menuitem"][starts-with(normalize-space(.), "${entry}")]`).click();
  }
}
