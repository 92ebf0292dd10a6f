## Small pieces that several parts use.
<%def name="badge(outcome)"><b class="badge ${outcome}">${outcome}</b></%def>

<%def name="verdict(pair)">${badge(pair[0])} <a href="#${pair[1]}">${pair[1]}</a></%def>

<%def name="said(text)"><div class="said">${text}</div></%def>
