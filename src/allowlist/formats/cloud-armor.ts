import { allPrefixes, type Format, lines } from './format.ts';

/** Ranges that one basic rule takes. https://cloud.google.com/armor/quotas */
const RANGES_PER_RULE = 10;
/** Rules that one security policy takes. */
const MAX_RULES = 200;
const FIRST_PRIORITY = 1_000;

/** Commands for `gcloud`, ten prefixes a rule, and the refusal of all others last. */
export const cloudArmor: Format = {
  comment: '#',
  use: ['Run it with sh. POLICY=name-of-your-policy must be set; the last rule refuses everyone else.'],
  findLimit: (list) => {
    const rules = rulesOf(allPrefixes(list)).length + 1;
    return rules > MAX_RULES
      ? `it takes ${rules} rules of ${RANGES_PER_RULE} prefixes, and a policy has ${MAX_RULES}`
      : undefined;
  },
  write: (list) =>
    lines([
      ...rulesOf(allPrefixes(list)).map((ranges, n) => createRule(FIRST_PRIORITY + n, 'allow', ranges.join(','))),
      createRule(2_147_483_646, 'deny-403', '*'),
    ]),
};

function rulesOf(prefixes: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(prefixes.length / RANGES_PER_RULE) }, (_, n) =>
    prefixes.slice(n * RANGES_PER_RULE, (n + 1) * RANGES_PER_RULE),
  );
}

function createRule(priority: number, action: string, ranges: string): string {
  const policy = '--security-policy="$POLICY"';
  return `gcloud compute security-policies rules create ${priority} ${policy} --action=${action} --src-ip-ranges='${ranges}'`;
}
