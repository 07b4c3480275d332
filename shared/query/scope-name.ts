/**
 * The reserved name: no query may name the tenant, however it is spelled. Names are folded first (compatibility forms,
 * marks, invisible characters, look-alike letters, case, separators); a letter of a script without a table entry stands
 * for any letter while most of the name is plain. Only names are looked at, never values: comparing values with tenants'
 * ids or names would be an oracle.
 */
const RESERVED = ['tenant', 'tenantid', 'tenants', 'tenantids'];

/** Look-alikes of the letters of the reserved names that NFKD leaves as they are (after Unicode's confusables.txt, TR 39). */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  t: 'тᴛτꓔϯ†ŧƭțꞇᎢТΤтⲧⲦ𐊗𐊱꤈┬⊤⟙',
  e: 'еҽєεεꬲℯ℮ⅇɇᴇĕЕΕꓰᎬⲉϵəǝ',
  n: 'пոռηɴԥᴨℕꓠΝⲚնոиИй',
  a: 'аɑαᴀⱥάАΑꓮᎪᗅⲀⲁꭺ∀',
  i: 'іιıɩɪӏ׀اІΙꓲᎥꙇլǀ∣lL1|!łƖ',
  d: 'ԁɗɖᴅđⅾꓒᎠꓓժð',
  s: 'ѕꜱƽꓢЅՏʂⲊ',
};
const FOLD = new Map(Object.entries(LOOK_ALIKES).flatMap(([letter, alikes]) => [...alikes].map((alike) => [alike, letter] as const)));

export function isReservedName(name: string): boolean {
  const folded = [...name.normalize('NFKD').replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')]
    .map((character) => FOLD.get(character) ?? FOLD.get(character.toLowerCase()) ?? character.toLowerCase())
    .join('')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');
  return RESERVED.some((word) => matches(folded, word.replaceAll('l', 'i')));
}

function matches(folded: string, word: string): boolean {
  const letters = [...folded];
  if (letters.length !== word.length) return false;
  let foreign = 0;
  const fits = letters.every((letter, index) => letter === word[index] || (/[^\x00-\x7f]/.test(letter) && ++foreign > 0));
  return fits && foreign * 2 < word.length;
}
