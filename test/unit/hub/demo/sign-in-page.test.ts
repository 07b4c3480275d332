/** The demo's sign-in page: says that it is one, holds no script, and shows what was typed as text. */
import { expect, test } from 'vitest';
import { PAGE_HEADERS, problemPage, signInPage } from '../../../../hub/demo/provider/page.ts';

test('has what a person and a password manager need, and says DEMO', () => {
  const page = signInPage('Netgraph SOC', '', null);
  for (const part of [
    'DEMO',
    'lang="en"',
    'name="username"',
    'name="password"',
    'type="submit"',
    '<label for="username">',
    '<label for="password">',
  ])
    expect(page).toContain(part);
  expect(page).not.toContain('role="alert"');
});

test('shows what was typed as text, and the problem to everybody', () => {
  const page = signInPage('A & B', '"><script>alert(1)</script>', 'User name or password is wrong.');
  expect(page).not.toContain('<script>');
  expect(page).toContain('&quot;&gt;&lt;script&gt;');
  expect(page).toContain('role="alert"');
  expect(problemPage('<b>')).toContain('&lt;b&gt;');
});

test('lets no script run, no frame hold it, and its form lead to this machine only', () => {
  expect(PAGE_HEADERS['content-security-policy']).toMatch(
    /default-src 'none'.*form-action 'self' http:\/\/127\.0\.0\.1:\*.*frame-ancestors 'none'/,
  );
});
