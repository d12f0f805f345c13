import { execFile } from 'node:child_process';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { connect, createServer } from 'node:net';
import { errorCode } from '../errors.ts';

/** Whoever asks what is wrong does not wait long for one answer. */
const PATIENCE_MS = 5_000;

/** Can a port be listened on? `undefined` when it can, else the code of the error. */
export function portTrouble(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', (error) => resolve(errorCode(error) ?? 'unknown error'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Does a server take connections? `undefined` when it does, else the code of the error. */
export function connectTrouble(port: number, host: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, signal });
    const end = (trouble: string | undefined) => {
      socket.destroy();
      resolve(trouble);
    };
    socket.setTimeout(PATIENCE_MS, () => end('ETIMEDOUT'));
    socket.on('connect', () => end(undefined));
    socket.on('error', (error) => end(errorCode(error) ?? 'unknown error'));
  });
}

/** The time on a server's clock, by the Date header of any answer; undefined when none comes. No token goes there. */
export function serverTime(url: URL, signal: AbortSignal): Promise<number | undefined> {
  const get = url.protocol === 'https:' ? getSecure : getPlain;
  return new Promise((resolve) => {
    const request = get(url, { method: 'HEAD', signal, timeout: PATIENCE_MS, agent: false }, (response) => {
      const ms = Date.parse(response.headers.date ?? '');
      response.destroy();
      resolve(Number.isNaN(ms) ? undefined : ms);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

/** The first line that a program prints of itself; undefined when it does not. */
export function programVersion(path: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: PATIENCE_MS, killSignal: 'SIGKILL', maxBuffer: 64 * 1024, windowsHide: true } as const;
    const child = execFile(path, [...args], options, (error, stdout, stderr) => {
      const line = `${stdout}\n${stderr}`.split('\n').find((each) => each.trim() !== '');
      resolve(error !== null && line === undefined ? undefined : line?.trim());
    });
    child.stdin?.end();
  });
}
