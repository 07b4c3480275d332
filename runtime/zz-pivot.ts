import { Stage } from '/work/main/runtime/tour/stage.ts';
import { signIn, assume } from '/work/main/runtime/tour/steps/enter.ts';
const stage = await Stage.open({ data: null, pictures: '/tmp/pivpics', onWords: (l) => console.error('hub', l) });
const { hands, workstation } = stage;
try {
  await signIn.run(stage); await assume.run(stage);
  const names = ['Alder Works', 'Brackwater Clinics'];
  for (let i = 1; i < 7; i++) {
    const [from, to] = [names[(i + 1) % 2]!, names[i % 2]!];
    await workstation.window('workbench', from);
    await hands.keys('Control', 'p');
    await workstation.window('switcher');
    await hands.fillAssume({ customer: to, role: 'Investigator', ticket: 'INC-4712', reason: 'x y z' });
    await hands.page.pause(1500);
    await workstation.inWarmWindow(() => {
      const log: string[] = [];
      const note = (what: string): void => { if (!log.some((l) => l.endsWith(what))) log.push(`${Date.now()} ${what}`); document.documentElement.dataset['log'] = JSON.stringify(log); };
      new MutationObserver(() => {
        const s = document.querySelector('[data-screen]')?.getAttribute('data-screen'); if (s) note('screen ' + s);
        if (document.querySelector('.sync')) note('sync ' + (document.querySelector('.sync')?.textContent ?? '').slice(0, 80));
        if (document.querySelector('input[data-search]')) note('search');
        if (document.querySelector('.canvas-stage canvas')) note('canvas');
      }).observe(document, { subtree: true, childList: true, attributes: true });
      document.addEventListener('visibilitychange', () => note('visible ' + document.visibilityState));
    });
    const start = Date.now();
    await hands.keys('Enter');
    const after = Date.now();
    await workstation.window('workbench', to);
    await hands.page.$('input[data-search]').waitForExist({ timeout: 180_000 });
    await hands.page.pause(500);
    const log = JSON.parse((await hands.page.$('html').getAttribute('data-log')) ?? '[]') as string[];
    console.log(to, 'keys', after - start, log.map((l) => `${Number(l.slice(0, 13)) - start}${l.slice(13)}`));
  }
} finally { await stage.close(); }
