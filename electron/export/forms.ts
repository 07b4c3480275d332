/** Names that a text shows to be names by how they are written, whether or not a record has them. Each pattern is bounded. */
import type { KnownNames, Whose } from './known.ts';
import { isNobodys } from './known.ts';

const ARN = /\barn:aws[\w-]{0,20}:(?:iam|sts):[\w-]{0,30}:\d{0,12}:[^\s"',;)\]}]{1,2000}/gi;
const CLOUD_ACCOUNT = /(?<![\p{L}\p{N}])\d{12}(?![\p{L}\p{N}])/gu;
const MAIL = /[\p{L}\p{N}\p{M}._%+'-]{1,256}@(?:\[[^\]\s]{1,60}\]|[\p{L}\p{N}][\p{L}\p{N}._-]{0,255})/gu;
/** Of people and machines: of a domain (S-1-5-21) and of Entra (S-1-12-1). */
const SID = /(?<![a-z0-9])S-1-(?:5-21|12-1)(?:-\d{1,10}){1,15}/gi;
const PROFILE =
  /((?:[\\/]{1,4}|^)(?:Users|Documents and Settings|home|Profiles|export[\\/]home|var[\\/](?:spool[\\/])?mail)[\\/]{1,4})([^\\/:*?"<>|\r\n\p{Co}]{1,256})/giu;
const OWN_PROFILES = /^(?:public|default|default user|default\.migrated|all users|shared|defaultuser\d*)$/i;
/** \\server\share, also with doubled backslashes, behind file: and \\?\UNC\. */
const SHARE =
  /(?<![\p{L}\p{N}:\\/.*?%)}\]])((?:\\{2}|\\{4})(?:[?.]\\{1,2}UNC\\{1,2})?|\bfile:\/{2,4})([^\\/\s:"'<>|?*,;()]{1,255})(?:([\\/]{1,2})([^\\/:"'<>|?*,;\r\n\t ]{1,80}))?/giu;
const ANY_SERVER = /(\\{2,4}\*\\{1,2})([^\\/:"'<>|?*,;\r\n\t ]{1,80})/g;
const EVERYBODYS = /^(?:[a-z]\$|admin\$|ipc\$|print\$|fax\$|sysvol|netlogon|reminst|certenroll|pipe|\?|\.|unc|globalroot)$/i;
/** A machine in an address of the web that has no domain. */
const SHORT_URL =
  /((?<![a-z])(?:https?|ftps?|ldaps?|smb|cifs|rdp|ssh|wss?|nfs|sftp|tcp|udp|vnc|mssql|postgres(?:ql)?|mysql|redis|mongodb):\/\/)([\p{L}\p{N}_-]{1,63})(?![\p{L}\p{N}_.@-])/giu;
const DOMAIN_NAME =
  /(?<![\p{L}\p{N}_\\/:.$%*?~-])([\p{L}][\p{L}\p{N}.-]{0,62})(\\{1,2})(?!u\{)([\p{L}\p{N}_][\p{L}\p{N}\p{M}_.$-]{0,103})(?![\\/\p{L}\p{N}_$])/gu;
/** Roots and folders that are no domains. */
const FOLDERS =
  /^(?:hk\w+|system|software|sam|security|hardware|registry|machine|user|windows|winnt|system32|syswow64|drivers|microsoft|device|controlset\d*|currentcontrolset|users|programdata|appdata|temp|tmp|bin|authority|service|manager|host|builtin|apppool|.*\.(?:exe|dll|sys))$/i;
const FILE_ENDING =
  /\.(?:exe|dll|sys|com|scr|ps1|psm1|psd1|bat|cmd|vbs?|js|jse|wsf|hta|txt|log|dat|tmp|zip|7z|rar|gz|xml|json|ya?ml|ini|inf|cfg|conf|lnk|msi|cpl|ocx|py|pl|rb|sh|docx?|xlsx?|pptx?|pdf|csv|db|evtx?|etl|dmp|mui|cat|drv|job|sct|cs|config)$/i;
/** A path that a word may go on: since its drive nothing stood that no path has. */
const IN_PATH = /[a-z]:[\\/][^"'<>|*?:;,\n\p{Co}]{0,300}$/iu;

export interface ByForm {
  readonly names: KnownNames;
  /** What stands for it. */
  readonly say: (whose: Whose) => string;
}

export function withoutForms(text: string, { names, say }: ByForm): string {
  const user = (name: string): string => {
    const whose = names.user(name);
    return whose === null ? name : say(whose);
  };
  const share = (name: string): string => (EVERYBODYS.test(name) ? name : say({ of: 'SHARE', key: name.toLowerCase() }));
  const server = (name: string): string => {
    if (/^(?:[?.*]|[a-z]|unc|localhost|[\d.]+)$/i.test(name)) return name;
    const whose = names.host(name);
    return whose === null ? name : say(whose);
  };
  return text
    .replace(ARN, user)
    .replace(MAIL, user)
    .replace(SID, user)
    .replace(PROFILE, (whole, before: string, name: string) => (OWN_PROFILES.test(name.trim()) ? whole : before + user(name)))
    .replace(SHARE, (_, before: string, name: string, slash = '', rest = '') => before + server(name) + slash + (rest && share(rest)))
    .replace(ANY_SERVER, (_, before: string, name: string) => before + share(name))
    .replace(SHORT_URL, (_, before: string, name: string) => before + server(name))
    .replace(DOMAIN_NAME, (whole, domain: string, slash: string, name: string, at: number, all: string) => {
      if (FOLDERS.test(domain) || FILE_ENDING.test(name) || isNobodys(name)) return whole;
      const isShouted = domain === domain.toUpperCase();
      if (!isShouted && IN_PATH.test(all.slice(Math.max(0, at - 300), at))) return whole;
      // Only what is surely a domain teaches its names: a folder's would take programs' names out.
      const whose = isShouted ? names.user(`${domain}\\${name}`) : null;
      return `${say({ of: 'DOMAIN', key: domain.toLowerCase() })}${slash}${say(whose ?? { of: 'USER', key: `${domain}\\${name}`.toLowerCase() })}`;
    })
    .replace(CLOUD_ACCOUNT, user);
}
