import { expect } from 'vitest';
import { APP_SECRET, post, textMessage } from './listening.ts';
import { runProgram } from './program.ts';
import { noteOfListen, openTerminal, type Terminal } from './terminal.ts';
import { until } from './until.ts';

export const VERIFY_TOKEN = 'q8Zk3v0bXyPA4uWn5TcE7sRd';
export const LISTEN = `wa-webhook listen --no-tunnel --port 0 --verify-token ${VERIFY_TOKEN} --app-secret ${APP_SECRET}`;

/** A row: selected or not, time, label, answer, how long that took, what it was. */
const ROW = /^([ ›])\d\d:\d\d:\d\d [←→·] (#\d+|-) +(\d{3}|…) +(?:[\d.]+ m?s(?: {3}|! {2}|!! ))?(.*)$/;

export interface Listen extends Terminal {
  readonly url: string;
  readonly pid: number;
}

export async function openListen(command = LISTEN, env: Readonly<Record<string, string>> = {}): Promise<Listen> {
  const terminal = await openTerminal(env);
  terminal.type(`${command}; echo "exit $?"`);
  const { url, pid } = await noteOfListen(terminal.cwd);
  return { ...terminal, url, pid };
}

/** With the screen drawn, and ready for keys. */
export async function openScreen(command?: string, env?: Readonly<Record<string, string>>): Promise<Listen> {
  const listen = await openListen(command, env);
  await listen.shows('wa-webhook replay text');
  return listen;
}

export function replay({ cwd, url }: Listen, ...args: readonly string[]) {
  return runProgram(['replay', ...args, '--to', url, '--app-secret', APP_SECRET], { cwd });
}

export async function postTexts({ url }: Listen, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n += 1) expect((await post(url, textMessage(`wamid.${n}`))).status).toBe(200);
}

export function rowsOf({ lines }: Terminal) {
  return lines().flatMap((line) => {
    const [, mark, label, status, what] = ROW.exec(line) ?? [];
    return label === undefined ? [] : [{ isSelected: mark === '›', label, status, what }];
  });
}

export function selectedLabel(terminal: Terminal): string | undefined {
  return rowsOf(terminal).find(({ isSelected }) => isSelected)?.label;
}

/** Waits for the whole frame: what is drawn last, the keys at the bottom, tells the place of the selection too. */
export async function selects(terminal: Terminal, label: string): Promise<void> {
  const place = new RegExp(` ${label.slice(1)}/\\d+( ·|$)`);
  await until(
    () => selectedLabel(terminal) === label && place.test(terminal.lines().at(-2) ?? ''),
    `${label} selected`,
  );
}

/** Back on the normal screen with what the command left there, and a terminal that a shell can be used in. */
export async function expectSaneTerminal(terminal: Terminal): Promise<void> {
  expect(terminal.modes()).toEqual({ isOnSecondScreen: false, hasCursor: true });
  expect(terminal.lines()[0]).toMatch(/^[$#] wa-webhook listen/);
  terminal.type('clear; stty -a');
  await terminal.shows(/(?<!-)\bicanon\b/);
  await terminal.shows(/(?<!-)\becho\b/);
}
