/** A page as one HTML file that needs nothing else: no script, no network. */
import { readFileSync } from 'node:fs';
import { packagePath, packageVersion } from '../../package_root.js';
import { Markup, markup } from './markup.js';

/** In the order in which they overrule one another. */
const sheets = ['page.css', 'charts.css', 'print.css'];

function sheetText(name: string): string {
  return readFileSync(packagePath('lib', 'report', 'run_report', 'style', name), 'utf8');
}

/** The whole page around its content, with the styles of all reports. */
export function htmlPage(title: string, content: Markup): string {
  const style = new Markup(sheets.map(sheetText).join('\n'));
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>warpsmith: ${title}</title>
<style>
${style}</style>
</head>
<body>
<main>
${content}
</main>
<footer>warpsmith ${packageVersion()}</footer>
</body>
</html>
`.text;
}
