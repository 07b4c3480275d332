/** What Prometheus reads of a hub that works, and that the board and the alerts of docs/operations ask for nothing else. */
import { parser } from '@prometheus-io/lezer-promql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { serveMetrics } from '../../../../hub/metrics/listener.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import { useScene } from '../http/scene.ts';
import { ask } from '../../../support/raw-http.ts';
import { PROTOCOL } from '../../../support/protocol-header.ts';

const FOLDER = join(import.meta.dirname, '../../../../docs/operations');
const scene = useScene();

/** Metric names and labels of a query, and whether it is one at all. */
function asked(query: string): { names: string[]; broken: boolean } {
  const names: string[] = [];
  let broken = false;
  parser.parse(query).iterate({
    enter: ({ name, type, from, to }) => {
      if (type.isError) broken = true;
      if (name === 'Identifier' || name === 'MetricIdentifier') names.push(query.slice(from, to));
    },
  });
  return { names: [...new Set(names)], broken };
}

function queries(): { where: string; query: string }[] {
  const board = JSON.parse(readFileSync(join(FOLDER, 'grafana-board.json'), 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const { groups } = parse(readFileSync(join(FOLDER, 'prometheus-rules.yml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  return [
    ...board.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, query: expr }))),
    ...groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ where: alert, query: expr }))),
  ];
}

async function work(): Promise<string> {
  const feed = scene.mara.device.hub.feed(() => scene.alder.access_token);
  const opened = await feed.open(WHOLE_SLICE, null);
  if (!opened.ok) throw new Error(opened.error.code);
  const segment = await feed.next(opened.value.cursor);
  if (segment.ok) await feed.open(WHOLE_SLICE, segment.value.cursor);
  await feed.open(WHOLE_SLICE, 'AAAA');
  const listener = await serveMetrics({ host: '127.0.0.1', port: 0 });
  const text = await (await fetch(listener.url)).text();
  expect((await fetch(listener.url.replace('/metrics', '/'))).status).toBe(404);
  await listener.close();
  return text;
}

const exposed = (text: string): Set<string> => new Set([...text.matchAll(/^([a-z0-9_]+)(?:\{[^}]*\})? /gm)].map(([, name]) => name!));

test('the board and the alerts ask for what a running hub exposes, in sound PromQL', async () => {
  const names = exposed(await work());
  expect(asked('sum(rate(nothing_of_ours[5m])) by (x)').names).toContain('nothing_of_ours');
  expect(asked('sum(').broken).toBe(true);
  expect(queries().length).toBeGreaterThan(25);
  for (const { where, query } of queries()) {
    const { names: wanted, broken } = asked(query);
    expect(broken, `${where}: ${query}`).toBe(false);
    expect(
      wanted.filter((name) => !names.has(name)),
      where,
    ).toEqual([]);
    expect(wanted.length, where).toBeGreaterThan(0);
  }
  const shown = new Set(queries().flatMap(({ query }) => asked(query).names.map((name) => name.replace(/_(bucket|count|sum)$/, ''))));
  const ours = [...names].filter((name) => name.startsWith('netgraph_')).map((name) => name.replace(/_(bucket|count|sum)$/, ''));
  expect(ours.filter((name) => !shown.has(name))).toEqual([]);
});

test('figures move with what the hub does', async () => {
  const value = (text: string, line: string): number =>
    Number(
      text
        .split('\n')
        .find((one) => one.startsWith(`${line} `))
        ?.split(' ')[1] ?? 0,
    );
  const [before, after] = [await work(), await work()];
  for (const line of [
    'netgraph_hub_feed_segments_total',
    'netgraph_hub_syncs_total{from="cursor"}',
    'netgraph_hub_refusals_total{code="not_found"}',
    'netgraph_hub_audit_records_total{phase="intent"}',
    'netgraph_hub_request_seconds_count{method="POST",route="/v1/feed/open",status="200"}',
    'netgraph_hub_pool_wait_seconds_count{pool="tenants"}',
    'netgraph_hub_reply_bytes_total{route="/v1/feed/next"}',
  ])
    expect(value(after, line), line).toBeGreaterThan(value(before, line));
});

test('no figure names a customer, a person or an id, and labels come from closed lists', async () => {
  const text = await work();
  expect(text).not.toMatch(/Alder|alder|mara|[0-9a-f]{8}-[0-9a-f]{4}-/);
  for (let path = 0; path < 50; path++) await fetch(`${scene.hub.url}/v1/none/${path}`, { method: path % 2 ? 'GET' : 'DELETE' });
  const before = (await work()).split('\n').length;
  for (let path = 0; path < 50; path++) await fetch(`${scene.hub.url}/v1/other/${path}`, { method: path % 2 ? 'GET' : 'DELETE' });
  expect((await work()).split('\n').length).toBe(before);
});

test('who reaches the API does not reach the figures', async () => {
  expect((await fetch(`${scene.hub.url}/metrics`, { headers: PROTOCOL })).status).toBe(404);
});

test('what an alert asks for is there before it happens, since an increase from nothing is none', async () => {
  const text = await work();
  expect(text).toContain('netgraph_hub_refusals_total{code="device_suspended"} 0');
  expect(text).toContain('netgraph_hub_key_operation_seconds_count{operation="open_data_key",outcome="failed"} 0');
});

test('a page in a browser that has its own name point here is refused', async () => {
  const listener = await serveMetrics({ host: '127.0.0.1', port: 0 });
  const by = async (host: string): Promise<number> =>
    (await ask(listener.url, { method: 'GET', path: '/metrics', headers: { host } })).status;
  expect([await by('evil.example'), await by('127.0.0.1.evil.example:9464')]).toEqual([421, 421]);
  expect([await by('127.0.0.1:9464'), await by('localhost'), await by('[::1]:9464')]).toEqual([200, 200, 200]);
  await listener.close();
});
