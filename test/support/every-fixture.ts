import { readdirSync, readFileSync } from 'node:fs';
import { parseBody } from '../../src/webhook/payload.ts';

const folder = new URL('../../fixtures/', import.meta.url);

export interface FixtureBody {
  /** `messages/text` */
  readonly name: string;
  readonly body: unknown;
}

/** Every fixture there is, parsed. */
export const everyFixture: readonly FixtureBody[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json') && !name.startsWith('scenarios'))
  .map((name) => ({ name: name.replaceAll('\\', '/').replace(/\.json$/, ''), body: bodyIn(name) }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

function bodyIn(name: string): unknown {
  const parsed = parseBody(readFileSync(new URL(name, folder)));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.reason}`);
  return parsed.value;
}
