/** A door behind which no hub is yet: who comes is held, not for too long, and who has gone is not let in. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openDoor } from '../../../../hub/http/door.ts';
import { silent } from '../store/open.ts';

const REACH = { host: '127.0.0.1', port: 0, tls: null, behindProxy: false, publicUrl: null };
const ALONE = { shared: false, beside: false };

test('what came before the hub is answered by it, in its order, but for whom nobody waits any more', async () => {
  const door = await openDoor(REACH, silent, ALONE);
  const url = `http://127.0.0.1:${door.port}`;
  const first = fetch(`${url}/first`);
  await sleep(100);
  const gone = connect(door.port, '127.0.0.1');
  gone.write('POST /gone HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}');
  await sleep(100);
  gone.destroy();
  const last = fetch(`${url}/last`);
  await sleep(200);
  const asked: string[] = [];
  door.admit((request, response) => {
    asked.push(request.url!);
    response.end('served');
  });
  expect(await Promise.all([first, last].map(async (reply) => (await reply).text()))).toEqual(['served', 'served']);
  expect(asked).toEqual(['/first', '/last']);
  await door.close(0);
});

test('who was held for long is told to come again, before a desk gives up', async () => {
  const door = await openDoor(REACH, silent, ALONE, 100);
  const reply = await fetch(`http://127.0.0.1:${door.port}/v1/floor`, { method: 'POST', body: 'x' });
  expect(reply.status).toBe(503);
  expect(reply.headers.get('retry-after')).toBe('1');
  expect(await reply.json()).toMatchObject({ error: { code: 'hub_unreachable' } });
  let served = 0;
  door.admit(() => (served += 1));
  expect(served).toBe(0);
  await door.close(0);
});
