/** Finding a customer by two letters: monogram first, then how the name begins, then how its words do, then anywhere in it. */
import type { CustomerMark } from '../../../shared/access/customer.ts';

/** 0 is best; null does not match. */
function rank({ name, monogram }: Pick<CustomerMark, 'name' | 'monogram'>, text: string): number | null {
  const wanted = text.trim().toLowerCase();
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const initials = words.map((word) => word.slice(0, 1)).join('');
  if (wanted === '' || monogram.toLowerCase().startsWith(wanted)) return 0;
  if (name.toLowerCase().startsWith(wanted)) return 1;
  if (initials.startsWith(wanted) || words.some((word) => word.startsWith(wanted))) return 2;
  return name.toLowerCase().includes(wanted) ? 3 : null;
}

/** Best first; equally good ones stay in their order. */
export function find<Row extends { readonly mark: CustomerMark }>(rows: readonly Row[], text: string): Row[] {
  return rows
    .flatMap((row) => {
      const at = rank(row.mark, text);
      return at === null ? [] : [{ row, at }];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
