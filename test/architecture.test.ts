import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../src');

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
  .map((name) => {
    const text = readFileSync(join(root, name), 'utf8');
    return { name, area: areaOf(name), text, imports: importsOf(name, text) };
  });

/** What every folder may use. */
const COMMON = ['assert-never', 'deadline', 'errors', 'events', 'io', 'join-bytes'];

/** Who may import whom. The files at the top of src are areas of their own. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // Loads the built program, and knows nothing of it.
  start: [],
  main: ['batched-output', 'cli', 'errors', 'io', 'lazy-output'],
  cli: ['program', 'ui', ...COMMON],
  program: ['commands', 'settings', ...COMMON],
  // What programs and test suites import; like the commands, the library joins the parts.
  index: ['library', 'webhook'],
  testing: ['library', 'events'],
  library: ['check', 'delivery', 'receiver', 'store', 'tunnel', 'ui', 'webhook', ...COMMON],
  settings: ['webhook', ...COMMON],
  // Judges what a run would find, and asks the machine for it.
  doctor: COMMON,
  commands: [
    'allowlist',
    'check',
    'delivery',
    'doctor',
    'graph',
    'receiver',
    'settings',
    'store',
    'tunnel',
    'ui',
    'webhook',
    ...COMMON,
  ],
  ui: ['webhook', ...COMMON],
  receiver: ['webhook', ...COMMON],
  delivery: ['webhook', ...COMMON],
  // Asks an endpoint by sending to it.
  check: ['delivery', 'webhook', ...COMMON],
  store: ['webhook', ...COMMON],
  tunnel: ['webhook', ...COMMON],
  graph: ['webhook', ...COMMON],
  allowlist: COMMON,
  webhook: [],
  events: ['webhook'],
  'batched-output': ['io', 'join-bytes'],
  'lazy-output': ['errors', 'io'],
  io: ['errors'],
  'join-bytes': [],
  'assert-never': [],
  deadline: [],
  errors: [],
};

/** Lists, which are read by looking up and not from top to bottom. */
const LONG_LISTS = [
  'webhook/error-codes.ts',
  'commands/help/pages.ts',
  'check/causes.ts',
  'check/cures.ts',
  'check/cases/handshake.ts',
  'check/cases/signature.ts',
  'check/cases/shapes.ts',
  'check/cases/bodies.ts',
  'check/cases/delivery.ts',
];

function areaOf(name: string): string {
  return name.split('/')[0]?.replace(/\.tsx?$/, '') ?? '';
}

function importsOf(name: string, text: string): string[] {
  const paths = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) => path);
  return paths.map((path) => relative(root, join(root, name, '..', path)));
}

/** What is loaded with a file, before any `import()` of it runs. */
function reachedFrom(name: string, reached = new Set<string>()): ReadonlySet<string> {
  reached.add(name);
  const text = sources.find((source) => source.name === name)?.text ?? '';
  const atOnce = importsOf(name, text.replace(/import type [\s\S]*?;|import\([^)]*\)/g, ''));
  for (const next of atOnce) if (!reached.has(next)) reachedFrom(next, reached);
  return reached;
}

describe('the house', () => {
  it('was read', () => {
    expect(sources.length).toBeGreaterThan(80);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(200);
  });

  it.each(sources)('lets $name import only what its area may', ({ area, imports }) => {
    const foreign = imports
      .filter((path) => !path.startsWith('../'))
      .map(areaOf)
      .filter((each) => each !== area);
    expect(ALLOWED[area]).toEqual(expect.arrayContaining([...new Set(foreign)]));
  });

  it('knows each area', () => {
    for (const { area } of sources) expect(Object.keys(ALLOWED)).toContain(area);
  });

  it.each(sources)('keeps $name below 200 lines', ({ name, text }) => {
    const lines = text.split('\n').length - 1;
    if (!LONG_LISTS.includes(name)) expect(lines).toBeLessThanOrEqual(200);
  });

  it.each(sources.filter(({ name }) => !['main.ts', 'library/world.ts'].includes(name)))(
    'keeps process and console out of $name',
    ({ text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      expect(code).not.toMatch(/\bprocess\.(?!env\.NODE_ENV)|\bconsole\.|from 'node:process'/);
    },
  );

  it.each(sources.filter(({ area }) => area === 'webhook'))('keeps $name pure', ({ text }) => {
    const used = [...text.matchAll(/from '(node:[^']+)'/g)].map(([, name]) => name);
    expect(['node:buffer', 'node:crypto', undefined]).toEqual(expect.arrayContaining(used));
    expect(text).not.toMatch(/\bDate\.now\(|new Date\(\)|Math\.random\(|\bsetTimeout\(/);
    const packages = [...text.matchAll(/from '([^.][^':]*)'/g)].map(([, name]) => name);
    expect(['typebox', undefined]).toEqual(expect.arrayContaining(packages));
  });

  it.each([
    'main',
    'commands/run-replay',
    'commands/run-fixtures',
    'commands/ips/run-refresh',
    'commands/ips/run-list',
  ])('loads no schema of webhooks with %s, which needs none', (name) => {
    const reached = reachedFrom(`${name}.ts`);
    expect(reached.size).toBeGreaterThan(5);
    expect([...reached].filter((each) => each.startsWith('webhook/schema/'))).toEqual([]);
  });

  it.each(sources.filter(({ area }) => area !== 'ui'))('keeps the look of things out of $name', ({ text }) => {
    expect(text).not.toMatch(/from '(?:ink|react|chalk|string-width)'/);
  });

  it.each(sources)('loads Ink and React nowhere at start-up: $name', ({ name, text }) => {
    if (!name.startsWith('ui/tui/')) expect(text).not.toMatch(/from '[^']*\.tsx'/);
  });

  it('types everything', () => {
    for (const { name, text } of sources)
      expect({ name, any: /\bas any\b|: any\b|@ts-/.test(text) }).toEqual({ name, any: false });
  });
});

describe('the top level', () => {
  it('holds what it should and nothing else', () => {
    const tracked = readdirSync(join(root, '..')).filter((name) => !name.startsWith('.'));
    const allowed = [
      'src',
      'test',
      'bin',
      'fixtures',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'build.mjs',
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'dist',
      'node_modules',
    ];
    expect(tracked.filter((name) => !allowed.includes(name))).toEqual([]);
  });
});
