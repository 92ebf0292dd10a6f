## The page for the clinician who reviews the triage. Every value is escaped unless it is Markup (see page.py).
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Soreness triage ${report.ruleset}: report for review</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Soreness triage: report for the reviewing clinician</h1>
<dl class="facts">
<div><dt>Rule set</dt><dd>${report.ruleset}</dd></div>
<div><dt>Coach</dt><dd>version ${report.version}</dd></div>
<div><dt>Made</dt><dd>${report.day}</dd></div>
<div><dt>Worked cases</dt><dd>${report.agreeing} of ${len(report.cases)} as the protocol says</dd></div>
</dl>
<p><b>A proposal, not a finished protocol.</b> The Hamstring Coach is a Telegram bot for runners. Its soreness check routes to
a level of care; it does not diagnose. No real runner should rely on it before a clinician has reviewed it. The
cases and the counts below were computed by the code when this page was made, and all texts are those a runner gets; only
the plain words of the rules are written beside the code by hand.</p>
<nav>
<a href="#first">Look here first</a>
<a href="#outcomes">Outcomes</a>
<a href="#questions">Questions</a>
<a href="#rules">Rules</a>
<a href="#texts">Texts</a>
<a href="#cases">Worked cases</a>
<a href="#counts">Counts</a>
<a href="#flags">Red flags</a>
<a href="#sign">Sign-off</a>
</nav>
</header>
<main>
<%include file="first.mako"/>
<%include file="overview.mako"/>
<%include file="questions.mako"/>
<%include file="rules.mako"/>
<%include file="texts.mako"/>
<%include file="cases.mako"/>
<%include file="counts.mako"/>
<%include file="flags.mako"/>
<%include file="sign.mako"/>
</main>
</body>
</html>
