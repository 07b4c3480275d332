/** Which addresses in a text are somebody's own: private, loopback, link-local, carrier-shared, multicast, unique local. */
import { BlockList, isIP } from 'node:net';

const OWN = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 4],
  ['255.255.255.255', 32],
] as const)
  OWN.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  OWN.addSubnet(net, bits, 'ipv6');

/** Signs that an address of either kind is made of; `isIP` decides. A port after it stays. */
export const ADDRESS =
  /(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w\.\d)|(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?:%[\w.]+)?)/gi;

export function isOwnAddress(text: string): boolean {
  const bare = text.replace(/%.*$/, '');
  const kind = isIP(bare);
  if (kind === 0) return false;
  if (kind === 4) return OWN.check(bare, 'ipv4');
  const mapped = /^::(?:ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  return mapped ? OWN.check(mapped, 'ipv4') : OWN.check(bare, 'ipv6');
}
