import { execFileSync } from 'node:child_process';
import { here } from './children.mjs';
import { row } from './row.mjs';

/** What is downloaded and what it becomes on disk, in megabytes of 1024 KB. */
export const packageSize = {
  title: 'The package',
  *rows() {
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const packed = execFileSync('npm', args, {
      cwd: here('../..'),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [{ size, unpackedSize }] = JSON.parse(packed);
    yield row({ id: 'package/packed', what: 'packed', unit: 'MB', ours: [size / 2 ** 20] });
    yield row({
      id: 'package/installed',
      what: 'installed, nothing beside it',
      unit: 'MB',
      ours: [unpackedSize / 2 ** 20],
    });
  },
};
