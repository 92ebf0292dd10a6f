<%namespace name="parts" file="parts.mako"/>
<section id="counts">
<h2>All ${f"{report.total:,}"} combinations</h2>
<p>Every combination of the ordinary answers (no sign ticked, no Yes to Q4b, at most one group of Q11), decided one by one
when this page was made. The shares say how the rules divide the space of answers, not how often runners meet them.
R1, R2, R3 and R9 need a ticked sign or a Yes, so they are 0 here; the worked cases show them.</p>
<table class="counts">
<thead><tr><th>Outcome</th><th class="number">Combinations</th><th class="number">Share</th></tr></thead>
<tbody>
% for outcome in report.outcomes:
<tr><td>${parts.badge(outcome.outcome)} ${outcome.name}</td>
<td class="number">${f"{outcome.count:,}"}</td><td class="number">${outcome.share}</td></tr>
% endfor
<tr class="sum"><td>Sum</td><td class="number">${f"{sum(one.count for one in report.outcomes):,}"}</td><td></td></tr>
</tbody>
</table>
<table class="counts">
<thead><tr><th>Rule</th><th>Outcome</th><th class="number">Combinations</th><th class="number">Share</th></tr></thead>
<tbody>
% for rule in report.rules:
<tr><td><a href="#${rule.id}">${rule.id}</a></td><td>${parts.badge(rule.outcome)}</td>
<td class="number">${f"{rule.count:,}"}</td><td class="number">${rule.share}</td></tr>
% endfor
<tr class="sum"><td>Sum</td><td></td><td class="number">${f"{sum(one.count for one in report.rules):,}"}</td><td></td></tr>
</tbody>
</table>
</section>
