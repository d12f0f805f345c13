#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: wa-webhook needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(2);
}

try {
  require('../dist/start.cjs');
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
  console.error('error: wa-webhook is not built yet. Run `npm run build` first.');
  process.exit(2);
}
