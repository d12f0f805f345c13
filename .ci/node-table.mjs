import { readFileSync, writeFileSync } from 'node:fs';

/** `node .ci/node-table.mjs COUNTS`: the README's table of Node versions, from what their runs counted. */
const [countsFile] = process.argv.slice(2);
const runs = readFileSync(countsFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .sort((one, other) => one.node.localeCompare(other.node, 'en', { numeric: true }));

const failed = runs.filter((run) => run.failed > 0);
if (failed.length > 0) throw new Error(`Tests fail on Node ${failed.map(({ node }) => node).join(', ')}.`);

const rows = runs.map(({ node, tested }) => `| ${node} | ${tested} |`);
const table = ['| Node | Tests that pass |', '| --- | --- |', ...rows].join('\n');

const readme = readFileSync('README.md', 'utf8');
const TABLE = /^\| Node \| Tests that pass \|\n(\|.*\n)+/m;
if (!TABLE.test(readme)) throw new Error('The README has no table of Node versions to write anew.');
writeFileSync('README.md', readme.replace(TABLE, `${table}\n`));
for (const { node, passed, skipped } of runs)
  process.stdout.write(`Node ${node}: ${passed} passed, ${skipped} skipped\n`);
