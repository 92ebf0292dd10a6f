"""The report as one HTML page without anything outside it. The words stand in templates/."""

from pathlib import Path
from typing import Final

from mako.lookup import TemplateLookup
from markupsafe import Markup

from bot.content.emergency import EmergencyNumbers
from bot.content.markup import to_html
from bot.review.views import Report

_TEMPLATES: Final = Path(__file__).parent / "templates"
# "h" escapes every value that is not Markup; a template cannot forget it.
_LOOKUP: Final = TemplateLookup(
    directories=[str(_TEMPLATES)], default_filters=["h"], strict_undefined=True, filesystem_checks=False
)


def render(report: Report, numbers: EmergencyNumbers) -> str:
    """The whole page. It is for nobody in particular, so it shows the list of emergency numbers."""
    style = Markup((_TEMPLATES / "page.css").read_text(encoding="utf-8"))  # noqa: S704 (our own file)
    page: str = _LOOKUP.get_template("page.mako").render_unicode(report=report, style=style)
    for name, line in (("{emergency}", numbers.lines["call"]), ("{emergency_brief}", numbers.lines["brief"])):
        page = page.replace(name, to_html(line.list))
    return page
