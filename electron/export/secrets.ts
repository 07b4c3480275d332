/**
 * Secrets leave no desk in an export, whatever else is kept: passwords, keys and tokens in command lines, addresses and notes.
 * Each pattern's first group is what stays. Better one word too many than one secret: what looks like one goes.
 */
export const SECRET = '[secret removed]';

/** A value: quoted to its closing quote, or up to the next blank. */
const VALUE = String.raw`(?:"[^"\n]*"?|'[^'\n]*'?|[^\s"',;&|<>]+)`;
const WORDS = String.raw`(?:[\w-]*(?:password|passwd|passphrase|passcode|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|session[_-]?token|id[_-]?token|client[_-]?secret|credential|sas[_-]?token)s?|token|pass|ntlm|rc4|aes128|aes256|des)`;

const named = (source: string, flags = 'gi'): RegExp => new RegExp(source, flags);

const PATTERNS: readonly RegExp[] = [
  // Whole blocks and well-known forms first.
  named(String.raw`()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`),
  named(String.raw`()\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?`, 'g'),
  named(String.raw`()\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}\b`, 'g'),
  named(
    String.raw`()\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|sk_(?:live|test)_\w{10,}|AIza[\w-]{30,}|npm_\w{30,}|ya29\.[\w-]{10,})`,
    'g',
  ),
  // LM and NT hashes, alone or as a pair; Kerberos tickets on one line.
  named(String.raw`()\b[0-9a-f]{32}:[0-9a-f]{32}\b`),
  named(String.raw`()\$krb5\w*\$\S+`),
  named(String.raw`()\bdoI[A-Z][A-Za-z0-9+/=]{60,}`, 'g'),
  // In an address: who:secret@.
  named(String.raw`(\b[a-z][\w+.-]*:\/\/[^\s:@\/]*:)[^\s@\/]+(?=@)`),
  // HTTP: what follows the scheme.
  named(String.raw`(\b(?:Proxy-)?Authorization\s*[:=]\s*(?:(?:Basic|Bearer|Digest|NTLM|Negotiate|DPoP|AWS4-HMAC-SHA256)\s+)?)[^\s"']+`),
  named(String.raw`(\b(?:Basic|Bearer)\s+)[A-Za-z0-9+/_.=-]{8,}`),
  named(String.raw`(\b(?:Set-)?Cookie\s*:\s*)[^"'\n]+`),
  named(String.raw`(\bX-(?:Api-Key|Auth-Token|Amz-Security-Token)\s*[:=]\s*)[^\s"']+`),
  // A name and its value, by sign or by blank: --password x, /pass:x, pwd=x, "password":"x", -SecretKey x.
  named(String.raw`((?<![\w])["']?${WORDS}["']?\s*[:=]\s*)${VALUE}`),
  named(String.raw`((?<![\w.])(?:--?|\/)${WORDS}\s+)(?![-\/])${VALUE}`),
  named(String.raw`(ConvertTo-SecureString\s+(?:-String\s+)?)(?!-)${VALUE}`),
  named(String.raw`(ConvertTo-SecureString\s+-AsPlainText\s+(?:-Force\s+)?(?:-String\s+)?)(?!-)${VALUE}`),
  named(String.raw`(\b(?:PSCredential|NetworkCredential)\s*\(\s*[^,()]+,\s*)${VALUE}`),
  // Programs whose short switches take a secret.
  named(String.raw`(\bnet1?(?:\.exe)?["']?\s+user\s+(?:"[^"]*"|\S+)\s+)(?![\/*])${VALUE}`),
  named(String.raw`(\bnet1?(?:\.exe)?["']?\s+use\s+(?:[a-z*]:?\s+)?\\\\\S+\s+)(?![\/*])${VALUE}`),
  named(
    String.raw`(\b(?:psexec|paexec|psexesvc|psloggedon|pskill|winexe|plink|pscp|sshpass|mysql|mysqldump|mysqladmin|smbclient|crackmapexec|netexec|nxc|evil-winrm|xfreerdp|rclone|7z|7za|rar|winrar|unzip|zip|ldapsearch|rpcclient|bcp|sqlcmd|osql|wmic|schtasks|appcmd|certutil)(?:64)?(?:\.exe|\.py)?\b[^\n]*?\s(?:-pw|-hp|-rp|\/rp|--hashes|-hashes|-p|-P|\/p|-w|-H)[:=]?\s*)(?![-\/])${VALUE}`,
  ),
  named(String.raw`(\b(?:schtasks|at)(?:\.exe)?\b[^\n]*?\s\/rp[:\s]\s*)${VALUE}`),
  named(String.raw`(\bcurl(?:\.exe)?\b[^\n]*?\s(?:-u|--user|--proxy-user|-U)[\s=]*["']?[^\s:"']+:)[^\s"']+`),
  named(String.raw`(\b(?:-hashes|--hashes|\/ntlm|\/rc4|\/aes256|\/ticket|\/ptt)[:=\s]\s*)${VALUE}`),
  named(String.raw`(\bAccountKey=|\bSharedAccessKey=|\bsig=)[^;&\s"']+`),
];

const ENCODED = /(\s-(?:e|en|enc|enco|encod|encode|encoded\w*)\s+)["']?([A-Za-z0-9+/=]{16,})["']?/gi;

export interface WithoutSecrets {
  readonly text: string;
  readonly removed: number;
}

export function withoutSecrets(text: string): WithoutSecrets {
  let removed = 0;
  const take = (source: string): string => {
    let left = source;
    for (const pattern of PATTERNS)
      left = left.replace(pattern, (whole: string, kept: string) => {
        if (whole.slice(kept.length) === SECRET || whole.slice(kept.length).startsWith('[secret')) return whole;
        removed++;
        return kept + SECRET;
      });
    return left;
  };
  // What is only written in base64 is read first: with a secret in it, the whole of it goes.
  const decoded = text.replace(ENCODED, (whole: string, before: string, packed: string) => {
    const bytes = Buffer.from(packed, 'base64');
    const count = removed;
    const hides = take(bytes.toString('utf16le')) !== bytes.toString('utf16le') || take(bytes.toString('utf8')) !== bytes.toString('utf8');
    removed = count + (hides ? 1 : 0);
    return hides ? `${before}${SECRET}` : whole;
  });
  return { text: take(decoded), removed };
}
