import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checks } from './check.mjs';
import { events } from './events.mjs';
import { forwarding } from './forwarding.mjs';
import { goals } from './goals.mjs';
import { ips } from './ips.mjs';
import { knowledge } from './knowledge.mjs';
import { machineLines, watchMachine } from './machine.mjs';
import { packageSize } from './package-size.mjs';
import { receivers } from './receivers.mjs';
import { tableLines, verdictLines } from './report.mjs';
import { row } from './row.mjs';
import { senders } from './senders.mjs';
import { startUp } from './start-up.mjs';
import { ui } from './ui.mjs';

/**
 * `npm run bench [-- NAME... --json FILE]`: everything that is measured, or the named parts of it, as one table, and as JSON.
 * Some eight minutes; Linux, for /proc, and what peers are installed.
 */
const benches = { startUp, packageSize, receivers, forwarding, senders, knowledge, events, ips, ui, checks };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.\n`);
  process.exit(2);
}
const isWhole = positionals.length === 0;
const chosen = isWhole ? Object.keys(benches) : positionals;

const startedMs = performance.now();
const endWatch = watchMachine();
const sections = [];
for (const name of chosen) {
  const beganMs = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'wa-webhook-bench-'));
  try {
    process.stderr.write(`${name} …`);
    const rows = [];
    for await (const line of benches[name].rows(folder)) rows.push(line);
    sections.push({ title: benches[name].title, rows });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stderr.write(` ${((performance.now() - beganMs) / 1000).toFixed(0)} s\n`);
}
if (isWhole) {
  const tookMin = (performance.now() - startedMs) / 60_000;
  const whole = row({ id: 'bench/whole-run', what: 'all of this, from start to end', unit: 'min', ours: [tookMin] });
  sections.push({ title: 'This bench', rows: [whole] });
}

const machine = endWatch();
const rows = sections.flatMap((section) => section.rows);
const unmeasured = isWhole ? Object.keys(goals).filter((id) => rows.every((line) => line.id !== id)) : [];
if (values.json !== undefined) {
  const report = { type: 'bench.finished', at: new Date().toISOString(), v: 1, machine, rows, unmeasured };
  await writeFile(values.json, `${JSON.stringify(report)}\n`);
}
const lines = [...tableLines(sections), '', ...verdictLines(rows, unmeasured), '', ...machineLines(machine)];
process.stdout.write(`${lines.join('\n')}\n`);
