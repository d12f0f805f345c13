import { accessSync, constants, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';

/** What stands around the program: Node, as the file that users start knows it. */
export interface Host {
  readonly require: (id: string) => unknown;
  readonly process: Pick<NodeJS.Process, 'execPath' | 'pid' | 'uptime' | 'version'> & {
    readonly once: (event: 'exit', listener: () => void) => unknown;
  };
}

/** Later, nothing belongs to starting any more, and the engine has begun to forget what ran once. */
const STARTED_SECONDS = 5;

/**
 * Loads a file of the program and all that it requires; each is a function, see the build. A third of what a short run takes
 * beyond an empty one goes into compiling, so the engine's code is kept beside each file for the next run, as Python keeps its
 * `__pycache__`. Node has the like (`module.enableCompileCache`), but not in version 20, and not for the functions that are
 * compiled by their first call. The name of a file holds a hash of its text, so that code is never taken for another text's.
 * The engine refuses what another version of it made, but trusts the rest: what is kept is whole or not there.
 */
export function start(folder: string, main: string, { require, process: node }: Host): void {
  const loaded = new Map<string, { readonly script: Script; readonly module: { exports: unknown } }>();
  // Builds of one version differ too, and a folder may be shared with a container that has another one.
  const engine = `${node.version}-${statSync(node.execPath).size}`;
  const keptPath = (name: string) => `${folder}/${name}.${engine}.code`;
  let isDue = false;

  const load = (name: string): unknown => {
    const known = loaded.get(name);
    if (known !== undefined) return known.module.exports;

    const filename = `${folder}/${name}`;
    const cachedData = readIfThere(keptPath(name));
    const script = new Script(readFileSync(filename, 'utf8'), { filename, cachedData });
    if (cachedData === undefined || script.cachedDataRejected === true) noteMiss();
    const module = { exports: {} };
    loaded.set(name, { script, module });
    script.runInThisContext()(requireFrom, module, folder);
    return module.exports;
  };
  // Node looks at a name for as long as it takes to run many a file of ours, each time anew.
  const builtins = new Map<string, unknown>();
  const requireFrom = (id: string) => {
    if (id.startsWith('./')) return load(id.slice(2));
    if (!builtins.has(id)) builtins.set(id, require(id));
    return builtins.get(id);
  };

  /** The others are written anew too: by now they hold what their functions of the same run became. */
  const keep = () => {
    if (!isDue) return;
    isDue = false;
    try {
      accessSync(folder, constants.W_OK);
      for (const [name, { script }] of loaded) writeWhole(keptPath(name), script.createCachedData(), node.pid);
    } catch {
      // Somebody else's folder, or a full disk: each run compiles for itself then.
    }
  };
  const noteMiss = () => {
    if (isDue || node.uptime() > STARTED_SECONDS) return;
    isDue = true;
    node.once('exit', keep);
    setTimeout(keep, STARTED_SECONDS * 1_000).unref();
  };

  load(main);
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Another run may read it meanwhile, or write the same; and a power cut must not leave a part of it. */
function writeWhole(path: string, bytes: Uint8Array, pid: number): void {
  const unfinished = `${path}.${pid}`;
  try {
    writeFileSync(unfinished, bytes, { flag: 'wx', flush: true });
    renameSync(unfinished, path);
  } catch (error) {
    // Each run on a full disk would leave one.
    rmSync(unfinished, { force: true });
    throw error;
  }
}
