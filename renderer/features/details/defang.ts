/** Addresses written so that nothing makes a link of them: `hxxps://evil[.]example`, `10[.]1[.]2[.]3`, `a[@]b[.]c`. */
import { escapeText } from '../../ui/escape.ts';

const URL = /\b([a-z][a-z0-9+.-]*):\/\/([^\s/?#]*)/gi;
const IPV4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g;
/** With `::`, or with all of its eight groups: a time or a hardware address has neither. */
const IPV6 = /(?<![\w:.])(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:]{3,}(?![\w:])/gi;
/** A name with at least one dot whose last part could be a top-level domain. */
const NAME = /(?<![\p{L}\p{N}_.\\/-])(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,})(?![\p{L}\p{N}_])/gu;
const MAIL = /(?<=[\w.+-])@(?=[\p{L}\p{N}_[])/gu;

/** Endings of file names that are no links: `powershell.exe` stays as it is. */
const FILES =
  /\.(exe|dll|sys|ps1|bat|cmd|vbs|js|txt|log|dat|tmp|ini|xml|json|evtx|msi|lnk|docx?|xlsx?|pptx?|pdf|png|jpe?g|gif|conf|cfg|bin|elf|inf|mui|ocx|cpl|scr|hta)$/i;

const bracket = (text: string, sign: '.' | ':'): string => text.replaceAll(sign, `[${sign}]`);

export function defang(text: string): string {
  return escapeText(text)
    .replace(URL, (_, scheme: string, host: string) => {
      const web = /^http(s?)$/i.exec(scheme);
      return `${web ? `hxxp${web[1]?.toLowerCase() ?? ''}://` : `${scheme}[://]`}${bracket(host, '.')}`;
    })
    .replace(IPV4, (address) => bracket(address, '.'))
    .replace(IPV6, (address) => bracket(address, ':'))
    .replace(NAME, (name) => (FILES.test(name) ? name : bracket(name, '.')))
    .replace(MAIL, '[@]');
}
