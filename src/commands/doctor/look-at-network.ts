import { resolve } from 'node:path';
import type { Command } from 'commander';
import { about, type Finding } from '../../doctor/finding.ts';
import { connectTrouble, portTrouble, programVersion, serverTime } from '../../doctor/reach.ts';
import { judgeClock } from '../../doctor/surroundings.ts';
import type { Io } from '../../io.ts';
import { listSessionFiles } from '../../store/read/session-files.ts';
import { runningListeners } from '../../store/running-listener.ts';
import { findProgram } from '../../tunnel/find-program.ts';
import type { DoctorFlags } from '../doctor.ts';

interface NetworkSettings {
  readonly stateDir: string;
  readonly host: string;
  readonly port?: number;
  readonly tunnel: string | false;
  readonly publicUrl?: URL;
}

const DEFAULT_PORT = 8090;

/** The port, the ways in, the clock; with `--online` what lies beyond this machine. */
export async function lookAtNetwork(listen: Command, flags: DoctorFlags, io: Io): Promise<Finding[]> {
  const settings = listen.opts<NetworkSettings>();
  const folder = resolve(io.cwd, settings.stateDir);
  return [
    await portOf(settings, folder, io),
    ...(await tunnelsOf(settings, io)),
    await clockOf(folder, flags, io),
    ...(flags.online === true ? [await whoisOf(flags, io)] : []),
  ];
}

async function portOf({ host, port }: NetworkSettings, folder: string, io: Io): Promise<Finding> {
  const { ok, note, problem } = about('port', 'local port');
  const wanted = port ?? DEFAULT_PORT;
  const trouble = await portTrouble(wanted, host);
  if (trouble === undefined) return ok(`${wanted} on ${host} is free`);
  const running = await runningListeners(folder, io.isRunning);
  if (running.some(({ url }) => new URL(url).port === String(wanted)))
    return ok(`${wanted} is that of the running listen`);
  if (trouble !== 'EADDRINUSE')
    return problem(`${wanted} on ${host} cannot be used (${trouble}).`, 'Choose another with --port.');
  if (port !== undefined)
    return problem(`${wanted} on ${host} is taken.`, 'Choose another with --port, or leave it out.');
  return note(`${wanted} is taken: listen takes the next free one, and says which.`);
}

/** The programs that carry a tunnel, and how they tell their version. */
const PROGRAMS = {
  cloudflared: ['--version'],
  ngrok: ['version'],
  ssh: ['-V'],
} as const satisfies Record<string, readonly string[]>;

async function tunnelsOf({ tunnel, publicUrl }: NetworkSettings, io: Io): Promise<Finding[]> {
  const { ok, problem } = about('tunnel', 'tunnel');
  const found = await Promise.all(
    Object.entries(PROGRAMS).map(async ([name, args]) => {
      const path = await findProgram(name, io.env['PATH']);
      const version = path === undefined ? undefined : await programVersion(path, args);
      return { name, path, version };
    }),
  );
  const chosen = publicUrl === undefined ? tunnel : 'none';
  const missing = found.find(({ name, path }) => name === chosen && path === undefined);
  const there = found.filter(({ path }) => path !== undefined);
  const others = there.map(({ name, version }) => `${name} (${version ?? 'which does not tell its version'})`);
  return [
    missing === undefined
      ? ok(
          chosen === false || chosen === 'none'
            ? 'none is opened'
            : `${chosen}${chosen === 'localtunnel' ? ', which comes along' : ''}`,
        )
      : problem(`${missing.name} is not on PATH.`, `Install ${missing.name}, or choose another with --tunnel.`),
    about('tunnel-programs', 'tunnel programs').ok(others.length === 0 ? 'none on PATH' : others.join(', ')),
  ];
}

async function clockOf(folder: string, flags: DoctorFlags, io: Io): Promise<Finding> {
  const newest = (await listSessionFiles(folder)).sort((a, b) => b.endedMs - a.endedMs)[0];
  const other = flags.online === true ? await serverTime(flags.graphUrl, io.signal) : undefined;
  return judgeClock({
    nowMs: io.now().getTime(),
    newestWriteMs: newest?.endedMs,
    other: other === undefined ? undefined : { ms: other, of: flags.graphUrl.host },
  });
}

async function whoisOf({ server: { host, port } }: DoctorFlags, io: Io): Promise<Finding> {
  const { ok, problem } = about('whois', 'whois server');
  const trouble = await connectTrouble(port, host, io.signal);
  if (trouble === undefined) return ok(`${host}:${port} takes connections`);
  const remedy = 'Let port 43 out of your firewall, or fetch the answer elsewhere: ips refresh --input FILE.';
  return problem(`${host}:${port} is not reached (${trouble}).`, remedy);
}
