import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenFor } from '../support/broken-receivers.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { needsPrograms } from '../support/peers.ts';
import { runProgram } from '../support/program.ts';
import { SECRET, TOKEN } from '../support/reference-receiver.ts';
import { referenceRunning } from '../support/reference-running.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a file in a browser that nobody sees, as a user of its own. */
function chromium(file: string, ...args: string[]) {
  const profile = temporaryFolder();
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    `--user-data-dir=${profile}`,
  ];
  const { stdout } = spawnSync('chromium', [...flags, ...args, `file://${file}`], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env['PATH'], HOME: profile },
  });
  return stdout;
}

async function reportOf(id: string): Promise<string> {
  const url = await referenceRunning({ behaviour: brokenFor[id]?.behaviour() ?? {} });
  const secrets = ['--verify-token', TOKEN, '--app-secret', SECRET];
  const args = ['--only', 'handshake', '--only', 'signature', '--reporter', 'html', '--output', 'check.html'];
  const { cwd } = await runProgram(['check', url, ...secrets, ...args]);
  return join(cwd, 'check.html');
}

const chromiumNeed = needsPrograms('chromium');

describe.skipIf(chromiumNeed.skip)(`the HTML report${chromiumNeed.note}`, () => {
  it('has no fault that axe finds, folded out, light and dark', async () => {
    const report = await reportOf('signature/escapes');
    const html = readFileSync(report, 'utf8');
    const run = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then((found) => {
      const names = found.violations.map(({ id, nodes }) => id + ': ' + nodes[0].html);
      document.body.textContent = 'AXE ' + JSON.stringify({ names, passes: found.passes.length }) + ' END'; });`;
    for (const scheme of ['light', 'dark']) {
      // Its own policy forbids every script, ours too.
      const copy = html
        .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
        .replaceAll('<details>', '<details open>')
        .replaceAll('(prefers-color-scheme: dark)', scheme === 'dark' ? 'all' : 'not all')
        .replace('</body>', () => `<script>${axe}</script><script>${run}</script></body>`);
      const file = join(temporaryFolder(), 'axe.html');
      writeFileSync(file, copy);
      const dom = chromium(file, '--virtual-time-budget=30000', '--dump-dom');
      const found = /AXE (.*) END/s
        .exec(dom)?.[1]
        ?.replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&');
      const { names, passes } = JSON.parse(found ?? '{}') as { names: string[]; passes: number };
      expect({ scheme, names }).toEqual({ scheme, names: [] });
      expect(passes).toBeGreaterThan(15);
    }
  });

  it('shows what failed, and runs nothing that strangers wrote', async () => {
    const report = await reportOf('handshake/markup');
    const dom = chromium(report, '--dump-dom');
    expect(dom).toContain('given back as text/html');
    expect(dom).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(dom).not.toContain('<script');
  });
});
