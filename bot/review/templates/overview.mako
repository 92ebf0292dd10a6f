<%namespace name="parts" file="parts.mako"/>
<section id="outcomes">
<h2>Outcomes, mildest first</h2>
<ul class="plainlist">
% for outcome in report.outcomes:
<li><span class="lead">${parts.badge(outcome.outcome)}</span> <a href="#text-${outcome.outcome}">${outcome.name}</a></li>
% endfor
</ul>
<p>The rules are read from R1 down; <b>the first one that applies decides</b>. They stand from the most to the least serious
outcome, so the more serious outcome wins. The questions stop as soon as U or E is certain.</p>
</section>
