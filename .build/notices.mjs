import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** They ask for their text to travel along, and for nothing more. */
const LICENCES = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']);

/** Under MIT, as we are, but published without the text: its copyright line, as its files have it. */
const OWNERS = { 'yoga-layout': 'Copyright (c) Meta Platforms, Inc. and affiliates.' };

/** MIT and its kin ask for their text to travel along: one section for each package whose code is in a bundle. */
export async function notices(...metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? []));
  const sections = await Promise.all([...folders].sort().map(notice));
  return `${sections.join('\n\n')}\n`;
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (!LICENCES.has(license)) throw new Error(`${name} is under ${license}: may it be shipped?`);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const owner = OWNERS[name];
  if (owner !== undefined) texts.push((await readFile('LICENSE', 'utf8')).replace(/^Copyright .*$/m, owner));
  if (texts.length === 0) throw new Error(`${name} brings no text of its licence, which has to travel along.`);
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.replaceAll('\r\n', '\n').trim())].join('\n');
}
