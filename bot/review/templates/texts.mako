<%namespace name="parts" file="parts.mako"/>
<section id="texts">
<h2>What a runner reads</h2>
<p>The message is the bold heading, then each paragraph whose condition holds. {because} is the reason of the rule that
decided. Every outcome except E ends with: ${report.closing}</p>
% for outcome in report.outcomes:
<article class="outcome" id="text-${outcome.outcome}">
<h3>${parts.badge(outcome.outcome)} ${outcome.name}</h3>
<div class="said">${outcome.heading}</div>
% for block in outcome.blocks:
<div class="block">
% if block.conditions:
<p class="when">${"; ".join(block.conditions)}</p>
% endif
<div class="said">${block.text}</div>
</div>
% endfor
% if outcome.example:
<h4>For example: case ${outcome.example.case}, as sent</h4>
<p class="when">${outcome.example.story}</p>
<div class="said whole">${outcome.example.text}</div>
% endif
</article>
% endfor
</section>
