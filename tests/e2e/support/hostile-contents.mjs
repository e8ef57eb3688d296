const SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10" onload="top.__ran='svg onload'">
  <script>top.__ran = "svg script"</script>
  <style>@import url(https://evil.example/style.css); rect { fill: url(https://evil.example/fill.svg#a) }</style>
  <image href="https://evil.example/image.png" xlink:href="https://evil.example/image.png" onerror="top.__ran='svg image'"/>
  <use href="https://evil.example/use.svg#x"/>
  <foreignObject width="10" height="10"><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="https://evil.example/frame"></iframe><img src="x" onerror="top.__ran='foreignObject'"/></body></foreignObject>
  <a href="javascript:top.__ran='svg link'"><rect width="10" height="10" fill="red"/></a>
  <animate onbegin="top.__ran='svg animation'" attributeName="x" dur="1s"/>
</svg>
`;

const MARKUP = `<h1 id="app" name="body" class="bar" style="position:fixed;inset:0;z-index:99" onclick="top.__ran='click'">Inert heading</h1>
<script>top.__ran = "script"</script>
<img src="nowhere.png" alt="gone" onerror="top.__ran='error'">
<img src="https://evil.example/pixel.png" alt="elsewhere" srcset="https://evil.example/set.png 2x">
<img src="//evil.example/pixel.png" alt="no scheme">
<picture><source srcset="https://evil.example/source.png"><img src="data:image/svg+xml,%3Csvg onload=top.__ran=1%3E" alt="data"></picture>
<video src="https://evil.example/film.mp4" poster="https://evil.example/poster.png" autoplay></video>
<audio src="https://evil.example/sound.mp3" autoplay></audio>
<iframe src="https://evil.example/" srcdoc="<script>top.__ran='frame'</script>"></iframe>
<object data="https://evil.example/"></object><embed src="https://evil.example/">
<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
<link rel="stylesheet" href="https://evil.example/style.css"><style>.bar, .tabs { display: none } body { background: url(https://evil.example/background.png) }</style>
<form id="document" action="https://evil.example/" name="cookie"><input name="getElementById" autofocus onfocus="top.__ran='focus'"><button formaction="javascript:top.__ran='form'">Press</button></form>
<a id="main" name="location" href="javascript:top.__ran='link'">script address</a>
<a href="JaVa&#9;Script:top.__ran='link'">script address in disguise</a>
<a href="data:text/html,<script>top.__ran='data'</script>">data address</a>
<a href="vbscript:top.__ran">other script address</a>
<a href="https://evil.example/" target="_top" ping="https://evil.example/ping">outside</a>
<a href="//evil.example/">outside without a scheme</a>
<a href="\\\\evil.example/">outside with backslashes</a>
<a href="../../../../etc/passwd">above</a>
<details open ontoggle="top.__ran='toggle'"><summary>Folded</summary></details>
<svg onload="top.__ran='inline svg'"><script>top.__ran='inline svg'</script></svg>
<math><mi xlink:href="javascript:top.__ran='math'">x</mi></math>
<noscript><p title="</noscript><img src=x onerror=top.__ran='noscript'>"></noscript>
<template><img src=x onerror="top.__ran='template'"></template>
<x-frame onpointerover="top.__ran='element'" contenteditable>own element</x-frame>
<div popover id="popup" style="position:fixed;inset:0">cover</div>
<dialog open>cover</dialog>
`;

const MARKDOWN = `# Inert **heading** <img src=x onerror=top.__ran='title'>

${MARKUP}

[script](javascript:top.__ran='markdown')
[disguised](java\u0001script:top.__ran='markdown')
[data](data:text/html;base64,PHNjcmlwdD50b3AuX19yYW49MTwvc2NyaXB0Pg==)
[titled](https://evil.example/ "\\" onclick=\\"top.__ran='title'")
[reference]

![picture](hostile.svg)
![remote](https://evil.example/remote.png)
![script](javascript:top.__ran='picture')

Turned \u202e around \u2066 and\u200b hidden \u{e0041}.

\`\`\`html
<script>top.__ran = "fence"</script>
\`\`\`

- [x] <img src=x onerror=top.__ran='task'> done <input type="checkbox" checked onclick="top.__ran='box'" onfocus="top.__ran='box'" autofocus>
- [ ] own-1-2-3-4 done

## __proto__

## <a href="javascript:top.__ran='heading'" onclick="top.__ran='heading'">A link</a> in a heading

~~~js" onclick="top.__ran='language'
const tag = "<img src=x onerror=top.__ran='code'>"; // </code></pre><script>top.__ran='code'</script>
~~~

| <b onclick="top.__ran='cell'">cell</b> | <table><tr><td onclick="top.__ran='table'">inner</td></tr></table> |
|---|---|
| [to a line](hostile.js#L1-L2" onclick="top.__ran='line') | [to a heading](#__proto__) |

[reference]: javascript:top.__ran='reference'
`;

/** Files that try to run scripts, load resources, cover the page or mislead the reader. */
export const HOSTILE_FILES = {
  "README.md": MARKDOWN,
  "mutation.md": `# Mutation\n\n<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=top.__ran='mutation'&gt;">\n<svg></p><style><a id="</style><img src=x onerror=top.__ran='mutation'>">\n`,
  "hostile.svg": SVG,
  "hostile.html": `<!doctype html><html><body onload="top.__ran='html'">${MARKUP}</body></html>\n`,
  "hostile.js": `// </td></table><script>top.__ran=1</script>\nconst tag = "<img src=x onerror=top.__ran=1>"; // \u202e }; \u2066\n`,
  "hostile.css": `</style><script>top.__ran=1</script> body { background: url(javascript:top.__ran=1) }\n`,
  "hostile.xml": `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x onload="top.__ran=1">&a;</x>\n`,
  "hostile.json": `{"__proto__": {"ran": "</script><script>top.__ran=1</script>"}}\n`,
  "hostile.py": `print("<svg onload=top.__ran=1>")  # \u200b\n`,
  "hostile.php": `<?php echo "<script>top.__ran=1</script>"; ?><img src=x onerror=top.__ran=1>\n`,
  "hostile.sh": `echo '<img src=x onerror=top.__ran=1>' # \u001b[2J\u001b]0;title\u0007\n`,
  "hostile.sql": `SELECT '<script>top.__ran=1</script>' -- \u2067\n`,
  "hostile.tf": `name = "<img src=x onerror=top.__ran=1>"\n`,
  Dockerfile: `FROM "<img src=x onerror=top.__ran=1>"\n`,
  "zeros.bin": Buffer.from([0, 1, 2, 0, 60, 115, 62]),
  "broken.txt": Buffer.from([0x61, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x62, 0x0a]),
  "returns.txt": "one\rtwo\r\nthree\n",
};

/** Those of them that the page renders, and shows as source when the user asks for it: what shows that one is rendered. */
export const RENDERED_FILES = { "README.md": ".markdown img", "mutation.md": ".markdown", "hostile.svg": ".picture img" };

/** Files that are too large to show at once. */
export const LARGE_FILES = {
  "line.js": `const x = "${"<b>".repeat(1_000_000)}";\n`,
  "large.txt": "A line of a large file, and nothing else in it.\n".repeat(220_000),
  "hidden.txt": "\u200b".repeat(400_000),
  "large.md": "* [a](b)\n".repeat(300_000),
  "deep.md": `${">".repeat(20_000)} deep\n`,
  "brackets.md": `${"[".repeat(50_000)}\n\n${"*a ".repeat(40_000)}\n`,
  "folded.md": `${"<div>".repeat(30_000)}\n`,
};

/** Hostile file names. */
export const HOSTILE_NAMES = [
  "<img src=x onerror=top.__ran=1>.md",
  "<svg onload=top.__ran=1>.svg",
  `"><b style=position:fixed;inset:0>.txt`,
  `it's "quoted" & 'single'.js`,
  "new\nline.txt",
  "tab\tand\rreturn.txt",
  "photo\u202egnp.exe",
  "zero\u200bwidth.txt",
  "isolate\u2066d\u2069.txt",
  `${"long-".repeat(48)}.txt`,
  "...",
  "-rf",
  "--help",
  ".hidden",
  "%2e%2e",
  "%00",
  "%",
  "#hash?line=2",
  "__proto__",
  "constructor",
  "a.constructor",
  "b.__proto__",
  "CON",
  "nul.txt",
  "https:evil.example",
  "javascript:top.__ran=1",
  " spaces ",
];

export const HOSTILE_BRANCHES = [`a"><b`, "'", "__proto__", "constructor", "<img-src=x-onerror=top.__ran=1>", "turned\u202eround", "%2e%2e", "a/b/../c".replace("..", "%2e%2e")];
export const HOSTILE_TAGS = [`v"><b`, "`v`", "toString", "zero\u200bwidth"];
