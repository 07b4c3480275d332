/** The lock of a desk: what is asked for follows from where its keys are, whatever has just gone wrong. */
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Unlock } from '../../../../renderer/features/unlock/index.tsx';
import { appError } from '../../../../shared/errors.ts';

type Lock = Parameters<typeof Unlock>[0]['unlock'];
const shown = (unlock: Lock): string => renderToStaticMarkup(<Unlock unlock={unlock} />);

it.each([appError('passphrase'), appError('keychain', { text: 'The local keys could not be saved.' }), appError('audit_unwritable'), null])(
  'asks for the passphrase again where one seals the keys (%j)',
  (error) => {
    const html = shown({ passphrase: true, first: false, error });
    expect(html).toContain('This system has no keychain.');
    expect(html).toContain('name="passphrase"');
    if (error) expect(html).toContain(error.text);
  },
);

it.each([appError('keychain'), appError('audit_unwritable'), appError('internal')])(
  'asks for none where a keychain holds them, and says what to do (%j)',
  (error) => {
    const html = shown({ passphrase: false, first: false, error });
    expect(html).toContain('The keys of this desk are in the system keychain.');
    expect(html).not.toContain('<input');
    expect(html).toContain(error.next);
  },
);

it('lets a new one be written twice', () => {
  expect(shown({ passphrase: true, first: true, error: null })).toContain('name="repeat"');
});
