"""The parts that pages are made of say what they show in words, not by colour or shape alone."""

import re
from decimal import Decimal

from django.template import engines
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from web.charts import Chart, Series


def rendered(source: str, **values: object) -> str:
    page = engines["django"].from_string(CottonCompiler().process(source)).render(values)
    return re.sub(r"\s+", " ", page)


def words(source: str, **values: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", rendered(source, **values))).strip()


SCORE = '<c-score :n="n" :mean="mean" :low="low" :high="high" prior="46" />'
FIGURES = {"mean": Decimal("4.1250"), "low": Decimal("3.4041"), "high": Decimal("4.6"), "prior": "46"}


def test_below_five_reviews_there_is_no_score() -> None:
    assert words(SCORE, n=4, **FIGURES) == "No score yet 4 verified reviews; a score needs 5"


def test_from_five_to_nineteen_the_interval_comes_first_and_the_prior_is_told() -> None:
    assert words(SCORE, n=8, **FIGURES) == (
        "between 3.4 and 4.6 from 8 verified reviews; best estimate 4.1; 46 % of it is what we assume of any company"
    )


def test_from_twenty_the_mean_leads_with_two_decimals() -> None:
    assert words(SCORE, n=20, **FIGURES) == "4.13 of 5 90 % interval 3.40 to 4.60, from 20 verified reviews"


def test_scores_are_written_in_the_readers_language() -> None:
    with translation.override("de"):
        assert "4,13" in words(SCORE, n=20, **FIGURES)


def test_stars_are_words_beside_shapes() -> None:
    page = rendered('<c-stars :value="4" />')

    assert page.count("#star-full") == 4
    assert page.count("#star-empty") == 1
    assert words('<c-stars :value="4" />') == "4 of 5 stars"


def test_stars_are_chosen_by_labelled_radio_buttons() -> None:
    page = rendered('<c-star-input name="overall" legend="Overall" value="4" :required="True" />')

    assert page.count('type="radio" name="overall"') == 5
    assert page.count("checked") == 1
    assert 'value="4" checked' in page
    assert "<legend>Overall</legend>" in page
    assert "very good" in page


def test_a_histogram_is_a_table_with_counts() -> None:
    assert words('<c-histogram :counts="[1, 0, 0, 0, 3]" />').endswith(
        "5 stars 75 % 3 4 stars 0 % 0 3 stars 0 % 0 2 stars 0 % 0 1 stars 25 % 1"
    )


def test_a_chart_stands_on_its_table() -> None:
    chart = Chart(
        name="trend",
        title="Trend",
        label_title="Month",
        labels=("2026-10", "2026-11"),
        series=(Series(name="Mean", values=(Decimal("4.1"), None)),),
        low=1,
        high=5,
    )

    page = rendered('<c-chart :chart="chart" />', chart=chart)

    assert '<script id="trend-data" type="application/json">' in page
    assert '<details class="chart-table" open>' in page
    assert '2026-11</th><td class="number">\N{EN DASH}</td>' in page


def test_words_of_customers_and_companies_are_escaped() -> None:
    page = rendered(
        '<c-review :title="evil" :body="evil" :stars="1" :author="evil">'
        '<c-slot name="reply"><c-reply :company="evil" :body="evil" /></c-slot></c-review>',
        evil='<script>alert("x")</script>" onload="x',
    )

    assert "<script" not in page
    assert '" onload="' not in page


def test_no_component_needs_inline_style_or_script() -> None:
    page = rendered(SCORE + '<c-histogram :counts="[1, 0, 0, 0, 3]" /><c-stars :value="4" />', n=20, **FIGURES)

    assert "style=" not in page
    assert "<script" not in page
