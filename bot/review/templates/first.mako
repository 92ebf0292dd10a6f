<%namespace name="parts" file="parts.mako"/>
<section id="first" class="first">
<h2>Please look here first</h2>
<p>These numbers and choices are <b>our own design</b>: no source fixes them. Further down each carries the mark
<mark class="tag"><i class="own">design</i></mark></p>
<h3>In the rules</h3>
<ul class="plainlist">
% for rule in report.rules:
% if rule.design:
<li><span class="lead"><a href="#${rule.id}">${rule.id}</a> ${parts.badge(rule.outcome)}</span> <span>${rule.plain}</span></li>
% endif
% endfor
</ul>
<h3>In the texts</h3>
<ul class="plainlist">
% for outcome in report.outcomes:
% for line in outcome.own:
<li><span class="lead">${parts.badge(outcome.outcome)}</span> <span>${line}</span></li>
% endfor
% endfor
</ul>
<h3>Elsewhere</h3>
<ul>
% for words in report.elsewhere:
<li>${words}</li>
% endfor
</ul>
<h3>What we would like to know from you</h3>
<ul>
% for words in report.asks:
<li>${words}</li>
% endfor
</ul>
</section>
