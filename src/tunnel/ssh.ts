import { join } from 'node:path';
import type { LineNews, ProgramTunnel } from './open-program.ts';
import { type OpenContext, TunnelError, type TunnelProvider, type TunnelSession } from './provider.ts';
import { parseSshHost, SSH_SERVICE_HOSTS, type SshTarget } from './ssh-hosts.ts';

const OPEN_WITHIN_MS = 30_000;

/** Where an own host listens for the tunnel; its web server passes on to there. */
const DEFAULT_REMOTE = '127.0.0.1:8090';

export interface SshTiming {
  readonly openWithinMs: number;
  /** A server that has not answered so often, so many seconds apart, is gone: ssh itself would wait for hours. */
  readonly aliveEverySeconds: number;
  readonly aliveMisses: number;
}

const TIMING: SshTiming = { openWithinMs: OPEN_WITHIN_MS, aliveEverySeconds: 15, aliveMisses: 2 };

/** `ssh -R` to any host: one's own, behind whose web server the URL is, or a service that prints one. */
export function createSsh(timing: SshTiming = TIMING): TunnelProvider {
  return {
    name: 'ssh',
    traits: {
      urlStability: 'fixed',
      isEncryptedToUs: true,
      proveForMs: 5_000,
      notices: [],
    },
    takes: ['sshHost', 'sshKey', 'sshRemote', 'tunnelUrl', 'subdomain'],
    misuse: ({ sshHost, tunnelUrl }) => {
      const services = SSH_SERVICE_HOSTS.join(', ');
      if (sshHost === undefined) return `--tunnel ssh needs --ssh-host: user@your-host, or one of ${services}.`;
      if (parseSshHost(sshHost)?.service === undefined && tunnelUrl === undefined)
        return `Your own ssh host needs its public URL: --tunnel-url https://hooks.example.com. Those that give one are ${services}.`;
      return undefined;
    },
    open: (context) => open(context, timing),
  };
}

async function open(context: OpenContext, timing: SshTiming): Promise<TunnelSession> {
  const target = parseSshHost(context.settings.sshHost ?? '');
  if (target === undefined) throw new TunnelError('bad-answer', 'There is no ssh host.', { isFatal: true });

  const { openProgram } = await import('./open-program.ts');
  const { wantedName } = context;
  const opened = await openProgram(programFor(target, context, timing), context);
  const session = { ...opened, notices: target.service?.notices ?? [] };
  if (target.service === undefined || wantedName === undefined) return session;
  if (session.url.hostname.startsWith(`${wantedName.toLowerCase()}.`)) return { ...session, name: wantedName };
  await session.close();
  throw new TunnelError('name-taken', `${target.host} gave another name than ${wantedName}: ${session.url.host}.`);
}

function programFor(target: SshTarget, context: OpenContext, timing: SshTiming): ProgramTunnel {
  const { targetPort, settings, wantedName } = context;
  const { service } = target;
  const remote = service?.remote(wantedName) ?? settings.sshRemote ?? DEFAULT_REMOTE;

  return {
    program: 'ssh',
    howToGet: "Install OpenSSH's client.",
    args: [
      ...OPTIONS.flatMap((option) => ['-o', option]),
      ...['-o', `UserKnownHostsFile="${join(context.stateDir, 'ssh_known_hosts')}" ~/.ssh/known_hosts`],
      ...['-o', `ServerAliveInterval=${timing.aliveEverySeconds}`, '-o', `ServerAliveCountMax=${timing.aliveMisses}`],
      ...(settings.sshKey === undefined ? [] : ['-i', settings.sshKey, '-o', 'IdentitiesOnly=yes']),
      ...(target.port === undefined ? [] : ['-p', String(target.port)]),
      ...(target.user === undefined ? [] : ['-l', target.user]),
      // A service prints its URL into the session; on one's own host there need be none, and only -v tells that it stands.
      ...(service === undefined ? ['-N', '-v'] : []),
      ...['-a', '-x', '-T', '-R', `${remote}:127.0.0.1:${targetPort}`, '--', target.host],
    ],
    url: service === undefined ? settings.tunnelUrl : undefined,
    tellsReady: service === undefined,
    read: (line) => readLine(line, target),
    isNoise: (line) => /^(?:debug1: |OpenSSH_|Authenticated to |Transferred: |Bytes per second)/.test(line),
    withinMs: timing.openWithinMs,
  };
}

/** Over whatever the user's own configuration says, which else counts: keys, jump hosts, names. */
const OPTIONS = [
  // Asks nobody: there is no terminal to ask at.
  'BatchMode=yes',
  // A host that is new is taken down; one that shows another key than before is refused.
  'StrictHostKeyChecking=accept-new',
  // Without the port it would stay and be of no use.
  'ExitOnForwardFailure=yes',
  'ConnectTimeout=10',
  // A connection shared with other sessions would leave the tunnel with them when we close it.
  'ControlMaster=no',
  'ControlPath=none',
  'PermitLocalCommand=no',
];

function readLine(line: string, { host, service }: SshTarget): LineNews | undefined {
  const urlText = service?.urlLine.exec(line)?.[1];
  if (urlText !== undefined && URL.canParse(urlText)) return { kind: 'url', url: new URL(urlText) };
  if (line.includes('remote forward success')) return { kind: 'ready' };
  // What -v adds tells of single connections through the tunnel too.
  if (line.startsWith('debug1: ')) return undefined;
  return TROUBLES.find(({ sign }) => sign.test(line))?.news(`The ssh host ${host}`, line);
}

type Trouble = Extract<LineNews, { kind: 'trouble' }>;

/** ssh ends with 255 whatever happened: its words alone tell. */
const TROUBLES: readonly { readonly sign: RegExp; readonly news: (who: string, line: string) => Trouble }[] = [
  {
    sign: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/,
    news: (who) => ({
      kind: 'trouble',
      code: 'host-key-changed',
      reason: `${who} shows another key than before: somebody may stand in between. If the change is known, remove the old key with ssh-keygen -R.`,
      isFatal: true,
    }),
  },
  {
    sign: /^(?:\S+: )?Permission denied \(/,
    news: (who) => ({
      kind: 'trouble',
      code: 'denied',
      reason: `${who} takes no key of yours; --ssh-key names one.`,
      isFatal: true,
    }),
  },
  {
    sign: /remote port forwarding failed for listen port (\d+)/,
    news: (who, line) => {
      const port = /listen port (\d+)/.exec(line)?.[1];
      return {
        kind: 'trouble',
        code: 'port-busy',
        reason: `${who} does not give port ${port}: it is taken there, or not permitted.`,
      };
    },
  },
  {
    sign: /Could not resolve hostname/,
    news: (who) => ({ kind: 'trouble', code: 'dns', reason: `${who} has no address.` }),
  },
  {
    sign: /Connection refused/,
    news: (who) => ({ kind: 'trouble', code: 'refused', reason: `${who} refused the connection.` }),
  },
  { sign: /timed out/, news: (who) => ({ kind: 'trouble', code: 'timeout', reason: `${who} did not answer.` }) },
  {
    sign: /^Timeout, server /,
    news: (who) => ({ kind: 'trouble', code: 'timeout', reason: `${who} has stopped answering.` }),
  },
  {
    sign: /closed by remote host|Connection reset|Broken pipe/,
    news: (who) => ({ kind: 'trouble', code: 'sockets-lost', reason: `${who} closed the connection.` }),
  },
];
