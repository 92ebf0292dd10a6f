<%namespace name="parts" file="parts.mako"/>
<section id="rules">
<h2>The rules, R1 to R32</h2>
<p>Each rule is read only when none above it applied. &ldquo;Limp or hard walking&rdquo; is the third answer of Q9;
&ldquo;it&rsquo;s new&rdquo; in Q10 counts like &ldquo;the same&rdquo;.</p>
<div class="two">
% for rule in report.rules:
<article class="card rule" id="${rule.id}">
<h3>${rule.id} ${parts.badge(rule.outcome)} <small>${rule.name}</small>
% if rule.design:
<mark class="tag"><i class="own">design</i></mark>
% endif
</h3>
<p><b>If:</b> ${rule.plain}</p>
<p><b>The runner reads:</b> &ldquo;${rule.because}&rdquo;</p>
<ul class="sources">
% for source in rule.sources:
<li><span class="code">${source.key}</span>
% if source.fact:
${source.fact} <small>(the article &ldquo;${source.title}&rdquo;)</small>
% elif source.url:
<a href="${source.url}">${source.title}</a>${f", {source.year}" if source.year else ""}
% else:
${source.title}${f", {source.year}" if source.year else ""}
% endif
</li>
% endfor
</ul>
</article>
% endfor
</div>
</section>
