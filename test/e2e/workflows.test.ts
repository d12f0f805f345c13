import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/fake-io.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
}

const access = { type: 'object', additionalProperties: { enum: ['read', 'write', 'none'] } };

/** What GitHub takes, as far as these files go: an unknown key is a slip of the pen. */
const takenByGitHub = new Ajv({ strict: true, strictRequired: false }).compile({
  type: 'object',
  required: ['name', 'on', 'permissions', 'jobs'],
  additionalProperties: false,
  properties: {
    name: { type: 'string' },
    on: { type: 'object', propertyNames: { enum: ['push', 'pull_request', 'workflow_dispatch'] } },
    permissions: access,
    concurrency: { type: 'object' },
    jobs: {
      type: 'object',
      minProperties: 1,
      additionalProperties: {
        type: 'object',
        required: ['runs-on', 'timeout-minutes', 'steps'],
        additionalProperties: false,
        properties: {
          'runs-on': { type: 'string' },
          'timeout-minutes': { type: 'integer', maximum: 30 },
          permissions: access,
          container: {
            type: 'object',
            required: ['image'],
            additionalProperties: false,
            properties: { image: { type: 'string' }, options: { type: 'string' } },
          },
          steps: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              additionalProperties: false,
              properties: {
                name: { type: 'string' },
                // Others' code by its major version.
                uses: { type: 'string', pattern: '^actions/[a-z-]+@v\\d+$' },
                run: { type: 'string' },
                with: { type: 'object' },
              },
              oneOf: [{ required: ['uses'] }, { required: ['run'] }],
            },
          },
        },
      },
    },
  },
});

function workflow(name: string): Workflow {
  return parse(readFileSync(join(folder, name), 'utf8')) as Workflow;
}

function commandsOf({ jobs }: Workflow): string[] {
  return Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
}

describe('a workflow', () => {
  it.each(readdirSync(folder))('%s has the shape that GitHub takes, and may only read', (name) => {
    const read = workflow(name);
    expect({ taken: takenByGitHub(read), errors: takenByGitHub.errors }).toEqual({ taken: true, errors: null });
    expect(read.permissions).toEqual({ contents: 'read' });
  });

  it.each(readdirSync(folder))('%s runs commands that are there', (name) => {
    for (const command of commandsOf(workflow(name))) {
      expect(spawnSync('bash', ['-n'], { input: command }).status).toBe(0);
      const script = /^npm run (?:--silent )?(\S+)/.exec(command)?.[1];
      if (script !== undefined) expect(Object.keys(packageJson.scripts)).toContain(script);
      if (command.startsWith('.')) expect(statSync(join(root, command)).mode & 0o111).not.toBe(0);
    }
  });
});

describe('the release', () => {
  const release = workflow('release.yml');
  const publish = release.jobs['publish'];

  it('is made of a tag, and states where it was built', () => {
    expect(release.on).toEqual({ push: { tags: ['v*.*.*'] } });
    expect(publish?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(commandsOf(release).at(-1)).toBe('npm publish --provenance --access public');
    expect(commandsOf(release)).toEqual(expect.arrayContaining(['npm ci', 'npm test']));
    expect(readFileSync(join(folder, 'release.yml'), 'utf8')).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
  });

  it('goes no further when the tag is another version, or the changelog has no date for it', () => {
    const [check = ''] = commandsOf(release);
    const checkout = temporaryFolder();
    const run = (tag: string, heading: string) => {
      writeFileSync(join(checkout, 'package.json'), '{ "version": "1.2.3" }');
      writeFileSync(join(checkout, 'CHANGELOG.md'), `# Changelog\n\n${heading}\n`);
      const env = { ...process.env, GITHUB_REF_NAME: tag };
      // As GitHub runs it.
      return spawnSync('bash', ['-e', '-c', check], { cwd: checkout, env }).status;
    };
    expect(run('v1.2.3', '## 1.2.3 (2026-05-01)')).toBe(0);
    expect(run('v1.2.4', '## 1.2.3 (2026-05-01)')).toBe(1);
    expect(run('v1.2.3', '## 1.2.3 (unreleased)')).toBe(1);
  });

  it('names the repository that it is built in', () => {
    const command = commandsOf(release).find((line) => line.startsWith('npm pkg set')) ?? '';
    const checkout = temporaryFolder();
    writeFileSync(join(checkout, 'package.json'), '{ "name": "x", "version": "1.2.3" }');
    execFileSync('bash', ['-e', '-c', command], {
      cwd: checkout,
      env: { ...process.env, GITHUB_REPOSITORY: 'someone/wa-webhook' },
    });
    expect(JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))).toMatchObject({
      repository: { type: 'git', url: 'git+https://github.com/someone/wa-webhook.git' },
    });
  });
});

describe('CI', () => {
  it('runs what a person runs', () => {
    expect(commandsOf(workflow('ci.yml'))).toEqual(['.ci/run']);
    expect(existsSync(join(root, '.ci/run'))).toBe(true);
  });
});
