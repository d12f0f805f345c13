import { basename, join } from 'node:path';

/**
 * An entry point that others import too is a file of names for esbuild, in front of the file that has them: they are told
 * there, and whoever wants the one takes the other. Nor need a file be loaded that holds helpers of esbuild and is not used.
 * Tells too which file it all starts with.
 */
export function withoutFacades(files, { outputs }, start) {
  const texts = new Map(files.map(({ path, text }) => [basename(path), text]));
  const renamed = new Map();
  for (const [name, text] of texts) {
    const [, bare, namesText = '', from, exportsText = ''] = FACADE.exec(text) ?? [];
    const behind = from ?? bare;
    if (behind === undefined) continue;
    const local = new Map(pairsIn(namesText).map(([imported, as]) => [as, imported]));
    const own = new Map(pairsIn(EXPORTS.exec(texts.get(behind))?.[1] ?? '').map(([declared, as]) => [as, declared]));
    const added = pairsIn(exportsText).map(([declared, as]) => `${own.get(local.get(declared))} as ${as}`);
    if (added.length > 0) texts.set(behind, `${texts.get(behind)}export{${added.join(',')}};`);
    texts.delete(name);
    renamed.set(name, behind);
  }

  const empty = Object.keys(outputs).filter((path) => Object.keys(outputs[path].inputs).length === 0);
  const unused = new RegExp(`import"\\./(${empty.map((path) => basename(path)).join('|')})";`, 'g');
  const nameOf = (name) => (renamed.has(name) ? nameOf(renamed.get(name)) : name);
  const kept = [...texts].map(([name, text]) => ({
    path: join('dist', name),
    text: text.replace(unused, '').replace(/"\.\/([\w-]+\.cjs)"/g, (_, file) => `"./${nameOf(file)}"`),
  }));
  const [main] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === start);
  return { files: kept, main: nameOf(basename(main)) };
}

const FACADE =
  /^(?:import"\.\/([\w-]+\.cjs)";|import\{([^}]*)\}from"\.\/([\w-]+\.cjs)";)(?:import"[^"]*";)*(?:export\{([^}]*)\};)?\s*$/;
const EXPORTS = /export\{([^}]*)\};\s*$/;

/** `a as b,c` as pairs. */
function pairsIn(list) {
  return list
    .split(',')
    .filter(Boolean)
    .map((each) => {
      const [from, as = from] = each.split(' as ');
      return [from, as];
    });
}
