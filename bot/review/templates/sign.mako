<section id="sign" class="sign">
<h2>Sign-off</h2>
<p>For rule set ${report.ruleset}, coach version ${report.version}, report of ${report.day}. A review holds for this rule
set; a changed rule or threshold needs a new one.</p>
<dl class="lines">
<div><dt>Rules or numbers to change</dt><dd></dd></div>
<div><dt></dt><dd></dd></div>
<div><dt>Signs or texts to change</dt><dd></dd></div>
<div><dt></dt><dd></dd></div>
<div><dt>Name, profession</dt><dd></dd></div>
<div><dt>Date, signature</dt><dd></dd></div>
</dl>
</section>
