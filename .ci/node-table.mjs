import { readFileSync, writeFileSync } from 'node:fs';

/** `node .ci/node-table.mjs COUNTS`: the README's table of Node versions, from what their runs counted. */
const [countsFile] = process.argv.slice(2);
const runs = readFileSync(countsFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .sort((one, other) => one.node.localeCompare(other.node, 'en', { numeric: true }));

const rows = runs.map(({ node, tested, passed, failed, skipped }) => {
  const result = [`${passed.toLocaleString('en-US')} passed`, `${failed} failed`, `${skipped} skipped`].join(', ');
  return `| ${node} | ${tested} | ${result} |`;
});
const table = ['| Node | Tests run | Result |', '| --- | --- | --- |', ...rows].join('\n');

const readme = readFileSync('README.md', 'utf8');
const TABLE = /^\| Node \| Tests run \| Result \|\n(\|.*\n)+/m;
if (!TABLE.test(readme)) throw new Error('The README has no table of Node versions to write anew.');
writeFileSync('README.md', readme.replace(TABLE, `${table}\n`));
process.stdout.write(`${table}\n`);
