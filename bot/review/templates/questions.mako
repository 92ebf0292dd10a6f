<section id="questions">
<h2>Questions, in the order asked</h2>
<p>One question a message, answered with buttons. Where several may be ticked, the full wording stands above the buttons.</p>
<div class="two">
% for question in report.questions:
<article class="card">
<h3>${question.id} <small>${question.note}</small></h3>
<div class="said">${question.text}</div>
<ul class="buttons${' row' if not question.choices[0].text and len(question.choices) > 8 else ''}">
% for choice in question.choices:
<li>
% if choice.key:
<span class="code">${choice.key}</span>
% endif
<span class="button">${choice.label}</span>
% if choice.text:
<span class="full">${choice.text}</span>
% endif
</li>
% endfor
</ul>
<p class="last">Then:
% for label in question.last:
<span class="button">${label}</span>
% endfor
</p>
</article>
% endfor
</div>
</section>
