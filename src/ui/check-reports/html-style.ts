/** The look of the HTML report: readable on a phone, in the dark, and on paper. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --text: #1c1e21; --back: #ffffff; --soft: #f0f2f5; --line: #c8ccd2; --quiet: #54595f;
  --good: #0b6b3a; --good-back: #d9f2e3; --bad: #9c1c1c; --bad-back: #fbdfdf; --warn: #7a4b00; --warn-back: #fdeccd; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --back: #16181b; --soft: #22262b; --line: #42484f; --quiet: #b4bac2;
  --good: #8fe0b3; --good-back: #10331f; --bad: #ffb3b3; --bad-back: #431616; --warn: #ffd591; --warn-back: #3d2a06; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 0; } h4 { font-size: .9rem; margin: .75rem 0 .25rem; }
.url { font-family: ui-monospace, monospace; overflow-wrap: anywhere; margin: 0; }
code, pre { font: .9em/1.45 ui-monospace, monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; margin: 0; overflow: auto;
  white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; }
article { border: 1px solid var(--line); border-left: 6px solid var(--bad); border-radius: 6px; padding: 1rem; margin: 0 0 1rem; }
article.warn { border-left-color: var(--warn); }
article p { margin: .25rem 0 .5rem; }
.level { color: var(--quiet); font-weight: 400; font-size: .9rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 .75rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
td:first-child { white-space: nowrap; }
.badge { display: inline-block; border-radius: 4px; padding: 0 .5rem; font-size: .85rem; font-weight: 600; white-space: nowrap; }
h1 .badge { font-size: 1rem; vertical-align: middle; }
.pass { color: var(--good); background: var(--good-back); } .badge.fail { color: var(--bad); background: var(--bad-back); }
.skip { color: var(--quiet); background: var(--soft); }
footer { color: var(--quiet); border-top: 1px solid var(--line); margin-top: 2rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } td:first-child { white-space: normal; } }
@media print { details { display: block; } body { max-width: none; } }
`;
