<section id="flags">
<h2>Red flags in free text</h2>
<p>Every message is read for these signs before anything else. A sign is one or more word lists in one message; one sign is
enough. A phrase with a no before it does not count, and someone else&rsquo;s
sign is asked about, unless it is an emergency that happens now.</p>
<h3>The list that runners can open</h3>
<ul>
% for line in report.flags.listed:
<li>${line}</li>
% endfor
</ul>
<h3>What the coach says at once</h3>
% for name, text in report.flags.messages.items():
<div class="block"><p class="when">${name.replace("_", " about ")}</p><div class="said">${text}</div></div>
% endfor
<h3>The ${len(report.flags.rules)} rules, loudest first</h3>
<div class="two">
% for flag in report.flags.rules:
<article class="card flag" id="flag-${flag.id}">
<h4><span class="level ${flag.level.split(",")[0]}">${flag.level}</span> ${flag.id}</h4>
<p>${flag.why}</p>
<ul>
% for sign in flag.signs:
<li>${sign}</li>
% endfor
</ul>
<p class="when">${"; ".join(flag.notes)}</p>
</article>
% endfor
</div>
<h3>The word lists named above</h3>
<p>The first phrases of each; all of them stand in knowledge/safety.yaml.</p>
<dl class="lists two">
% for words in report.flags.lists:
<div><dt>${words.name}</dt><dd>${", ".join(words.first)}${f" and {words.more} more" if words.more else ""}</dd></div>
% endfor
</dl>
</section>
