<%namespace name="parts" file="parts.mako"/>
<section id="cases">
<h2>${len(report.cases)} worked cases</h2>
<p>&ldquo;Now&rdquo; was worked out by the code when this page was made.
<b>${report.agreeing} of ${len(report.cases)} equal the protocol.</b></p>
<table class="cases">
<thead><tr><th>No</th><th>Story and answers</th><th>Protocol</th><th>Now</th></tr></thead>
<tbody>
% for case in report.cases:
<tr id="case-${case.number}" class="${"" if case.agrees else "differs"}">
<td>${case.number}</td>
<td>${case.story}<br><small>
% for asked, label in case.told:
<span class="told">${asked}: ${label}</span>
% endfor
</small></td>
<td>${parts.verdict(case.protocol)}</td>
<td>${parts.verdict(case.now)}<br><small>${"equal" if case.agrees else "DIFFERS"}</small></td>
</tr>
% endfor
</tbody>
</table>
</section>
