/** Addresses written so that nothing makes a link of them: `hxxps://evil[.]example`, `10[.]1[.]2[.]3`, `a[@]b[.]c`. */
import { escapeText } from '../../ui/escape.ts';

const SCHEME = /\b(h)tt(ps?)(:\/\/)|\b(ftp|ws|wss|ldap|ldaps|smb|file):\/\//gi;
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4})?(?:::)?(?![\w:])/gi;
/** A name with at least one dot whose last part could be a top-level domain. */
const NAME = /(?<![\w\\/])(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,})(?![\p{L}\p{N}_])/gu;
const MAIL = /(?<=[\w.+-])@(?=[\p{L}\p{N}_[])/gu;

/** Endings of file names that are no links: `powershell.exe` stays as it is. */
const FILES =
  /\.(exe|dll|sys|ps1|bat|cmd|vbs|js|txt|log|dat|tmp|ini|xml|json|evtx|msi|lnk|docx?|xlsx?|pptx?|pdf|png|jpe?g|gif|conf|cfg|bin|elf|inf|mui|ocx|cpl|scr|hta)$/i;

export function defang(text: string): string {
  return escapeText(text)
    .replace(IPV4, (address) => address.replaceAll('.', '[.]'))
    .replace(IPV6, (address) => address.replaceAll(':', '[:]'))
    .replace(NAME, (name, offset: number, whole: string) =>
      FILES.test(name) && !linked(whole, offset) ? name : name.replaceAll('.', '[.]'),
    )
    .replace(MAIL, '[@]')
    .replace(SCHEME, (match, h?: string, s?: string, rest?: string) =>
      h ? `${h}xx${s ?? ''}${rest ?? ''}` : match.replace('://', '[://]'),
    );
}

/** The host of an address is a name even when it ends like a file. */
const linked = (whole: string, offset: number): boolean => /:\/\/(?:[^/\s]*@)?$/.test(whole.slice(0, offset));
