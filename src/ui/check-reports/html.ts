import type { CaseFinished, CheckExchange, HeaderMap, Stamped } from '../../events.ts';
import { printable } from '../printable.ts';
import { HTML_STYLE } from './html-style.ts';
import { countWords, failuresIn, groupOf, type Told, toldBy } from './told.ts';

/** One file to open in a browser: nothing is loaded from anywhere, and nothing in it runs. */
export function htmlReport(events: readonly Stamped[]): string {
  const told = toldBy(events);
  const url = escaped(told.started?.url ?? '');
  const isGood = told.finished?.failedRequired === 0;
  const failed = failuresIn(told);

  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>WhatsApp webhook check: ${isGood ? 'passed' : 'failed'}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<header>
<h1><span class="badge ${isGood ? 'pass' : 'fail'}">${isGood ? 'passed' : 'failed'}</span> WhatsApp webhook check</h1>
<p class="url">${url}</p>
<p>${countWords(told)}${runWords(told)}</p>
</header>
<main>
${lossesOf(told)}${failuresOf(failed)}
<section>
<h2>All cases</h2>
${groupsOf(told)}
</section>
</main>
<footer><p>wa-webhook check · required: level ${told.started?.level ?? 'must'} and above · seed ${told.started?.seed ?? ''}</p></footer>
</body>
</html>
`;
}

function runWords({ finished, started }: Told): string {
  if (finished === undefined || started === undefined) return '';
  return ` · ${finished.requests} requests in ${(finished.tookMs / 1_000).toFixed(1)} s · ${started.at}`;
}

function lossesOf({ losses }: Told): string {
  if (losses.length === 0) return '';
  const items = losses.map(({ id, reason }) => `<li><code>${escaped(id)}</code>: ${escaped(reason)}</li>`);
  return `<section>\n<h2>The endpoint went away</h2>\n<ul>${items.join('')}</ul>\n</section>\n`;
}

function failuresOf(failed: readonly CaseFinished[]): string {
  if (failed.length === 0) return '';
  return `<section>\n<h2>What failed</h2>\n${failed.map(failureOf).join('\n')}\n</section>`;
}

function failureOf(each: CaseFinished): string {
  const { id, title, level, isRequired, reason, why, change, breaks, evidence } = each;
  const rows = [
    ['What happened', reason],
    ['Most likely why', why],
    ['The one change', change],
    ['Otherwise', breaks],
  ] as const;
  const list = rows.flatMap(([label, text]) =>
    text === undefined ? [] : [`<dt>${label}</dt><dd>${escaped(text)}</dd>`],
  );
  return `<article class="${isRequired ? 'fail' : 'warn'}">
<h3><code>${escaped(id)}</code> <span class="level">${level}${isRequired ? '' : ', not required'}</span></h3>
<p>${escaped(title)}.</p>
<dl>${list.join('')}</dl>
${evidence === undefined ? '' : evidenceOf(evidence, id)}
</article>`;
}

function evidenceOf(seen: CheckExchange, id: string): string {
  const request = `${seen.method} ${seen.path}\n${headerLines(seen.requestHeaders)}\n\n${seen.requestBody}`;
  const answer =
    seen.status === undefined
      ? (seen.silence ?? 'no answer')
      : `${seen.status}\n${headerLines(seen.answerHeaders ?? {})}\n\n${seen.answerBody ?? ''}`;
  return `<details>
<summary>Request and answer: ${escaped(seen.what)}, ${seen.requestBytes} bytes, ${seen.tookMs} ms</summary>
<h4>Request</h4>
<pre tabindex="0" role="region" aria-label="Request of ${escaped(id)}">${lines(request)}</pre>
<h4>Answer</h4>
<pre tabindex="0" role="region" aria-label="Answer of ${escaped(id)}">${lines(answer)}</pre>
</details>`;
}

function headerLines(headers: HeaderMap): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function groupsOf({ cases }: Told): string {
  return [...new Set(cases.map(({ id }) => groupOf(id)))]
    .map((group) => {
      const rows = cases.filter(({ id }) => groupOf(id) === group).map(rowOf);
      return `<table>
<caption>${escaped(group)}</caption>
<thead><tr><th scope="col">Case</th><th scope="col">Level</th><th scope="col">Outcome</th><th scope="col">What holds</th></tr></thead>
<tbody>${rows.join('')}</tbody>
</table>`;
    })
    .join('\n');
}

const OUTCOMES = { passed: ['pass', 'passed'], failed: ['fail', 'failed'], skipped: ['skip', 'not asked'] } as const;

function rowOf({ id, level, verdict, title, reason }: CaseFinished): string {
  const [look, word] = OUTCOMES[verdict];
  const about = verdict === 'skipped' && reason !== undefined ? `${title} (${reason})` : title;
  return `<tr><td><code>${escaped(id)}</code></td><td>${level}</td><td><span class="badge ${look}">${word}</span></td><td>${escaped(about)}</td></tr>\n`;
}

function lines(text: string): string {
  return text.split('\n').map(escaped).join('\n');
}

/** Strangers' text as text: no markup, nothing invisible, nothing that turns the reading direction. */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
