const titles = {
  history: 'wa-webhook listen --json',
  'no-history': 'wa-webhook listen --json --no-history',
  bare: 'node:http + HMAC',
  parse: 'node:http + HMAC + JSON.parse',
  express: 'Express 5 raw + HMAC',
};

/** The table, then one line for each figure that is promised. */
export function receiverLines(small, large) {
  return [
    `Receivers on Node ${process.versions.node}: median of ${small.rounds} rounds of ${small.requests} webhooks of ` +
      `${small.size}, of ${large.rounds} rounds of ${large.requests} of ${large.size}.`,
    'CPU is user + system of the server for one webhook; x is to node:http + HMAC in the same round.',
    '',
    `${''.padEnd(38)}${heading('1 KB')}${heading('3 MB')}`,
    ...Object.entries(titles).map(
      ([name, title]) => title.padEnd(38) + figures(small.of[name]) + figures(large.of[name]),
    ),
    '',
    ...[small, large].flatMap(closingLines),
  ];
}

function heading(size) {
  return `${`${size} req/s`.padStart(11)}${'x'.padStart(6)}${'CPU us'.padStart(8)}${'x'.padStart(6)}`;
}

function figures({ perSecond, perSecondRatio, cpuUs, cpuRatio }) {
  const rate = perSecond.toFixed(perSecond < 1000 ? 1 : 0).padStart(11);
  return `${rate}${perSecondRatio.toFixed(2).padStart(6)}${cpuUs.toFixed(0).padStart(8)}${cpuRatio.toFixed(2).padStart(6)}`;
}

function closingLines({ size, of, toExpress }) {
  const line = (what, { perSecondRatio, cpuRatio }) =>
    `${size}, ${what}: ${perSecondRatio.toFixed(2)} x requests/s, ${cpuRatio.toFixed(2)} x CPU.`;
  return [
    line('history on to node:http + HMAC', of.history),
    line('--no-history to node:http + HMAC', of['no-history']),
    line('history on to Express 5', toExpress),
  ];
}

export function forwardingLines(each) {
  const ms = (value) => `${value.toFixed(2)} ms`.padStart(11);
  const rows = each.flatMap(({ connections, direct, forwarded }) => [
    ...[
      ['straight to the app', direct],
      ['through listen --forward-to', forwarded],
      ['added', { p50Ms: forwarded.p50Ms - direct.p50Ms, p99Ms: forwarded.p99Ms - direct.p99Ms }],
    ].map(([name, { p50Ms, p99Ms }]) => `${`${connections} at once, ${name}`.padEnd(44)}${ms(p50Ms)}${ms(p99Ms)}`),
  ]);
  const [{ size, requests, rounds }] = each;
  return [
    `Forwarding ${size}, history on: medians of ${rounds} rounds of ${requests} webhooks; p50 and p99.`,
    '',
    ...rows,
  ];
}

export function memoryLines({ size, connections, requests, idleMb, peakMb }) {
  return [
    `Memory: ${requests} webhooks of ${size}, ${connections} at once: at most ${peakMb.toFixed(0)} MB resident, ${idleMb.toFixed(0)} MB before.`,
  ];
}

export function startUpLines(commands) {
  const rows = commands.map(
    ({ name, tookMs, ratio }) => `${name.padEnd(38)}${tookMs.toFixed(0).padStart(8)} ms${ratio.toFixed(2).padStart(6)}`,
  );
  const closing = commands.slice(1).map(({ name, ratio }) => `${name}: ${ratio.toFixed(2)} x node -e 0.`);
  return ['Start to exit, whole process, x is to node -e 0 in the same round.', '', ...rows, '', ...closing];
}
