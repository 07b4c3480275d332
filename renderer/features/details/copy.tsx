/** Copies a value, defanged: what is pasted elsewhere can't be clicked by mistake. */
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { escapeText } from '../../ui/escape.ts';
import { IconButton } from '../../ui/button.tsx';
import { copyDefanged } from './copying.ts';

/** Ms for which the tick stands. */
const SHOWN = 1_500;

export function CopyButton({ what, lines }: { readonly what: string; readonly lines: readonly string[] }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      size="small"
      label={copied ? 'Copied, defanged' : `Copy ${escapeText(what)}`}
      icon={copied ? <Check size={14} /> : <Copy size={14} />}
      onClick={() => setCopied(copyDefanged(lines))}
    />
  );
}
