import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INKS } from '../../../../renderer/ui/customer.ts';
import { COLOURS } from '../../../../shared/access/customer.ts';

const css = readFileSync(join(import.meta.dirname, '../../../../renderer/ui/tokens.css'), 'utf8');

function tokens(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/gi)].map(([, name, value]) => [name ?? '', value ?? '']));
}

/** WCAG 2.2, relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = ['bg', 'panel', 'raised'];
const TEXTS = ['text', 'muted', 'accent', 'crit', 'warn', 'ok', 'kind-asset', 'kind-person', 'kind-activity', 'kind-finding'];
const THEMES = [
  ['dark', tokens(':root')],
  ['light', tokens(":root[data-theme='light']")],
] as const;

it('computes contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each(THEMES)('the %s theme', (_name, theme) => {
  const of = (name: string): string => {
    const value = theme.get(name);
    if (value === undefined) throw new Error(`no token ${name}`);
    return value;
  };

  it.each(TEXTS.flatMap((text) => SURFACES.map((surface) => [text, surface] as const)))('shows %s on %s at 4.5:1', (text, surface) => {
    expect(contrast(of(text), of(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SURFACES)('shows lines on %s at 3:1', (surface) => {
    expect(contrast(of('line'), of(surface))).toBeGreaterThanOrEqual(3);
  });

  it('shows the main button at 4.5:1', () => {
    expect(contrast(of('on-accent'), of('accent'))).toBeGreaterThanOrEqual(4.5);
  });
});

it('has every colour in both themes', () => {
  const [[, dark], [, light]] = THEMES;
  expect([...light.keys()].sort()).toEqual([...dark.keys()].sort());
});

it('has every colour as one of the system’s in forced colours', () => {
  const forced = css.slice(css.indexOf('@media (forced-colors: active)'));
  const named = [...forced.matchAll(/--([\w-]+): [A-Z]\w+;/g)].map(([, name]) => name);
  expect(named.sort()).toEqual([...THEMES[0][1].keys()].sort());
});

it.each(COLOURS.map((fill, at) => [fill, INKS[at] ?? ''] as const))('shows a monogram on %s in %s at 4.5:1', (fill, ink) => {
  expect(contrast(ink, fill)).toBeGreaterThanOrEqual(4.5);
});
