"""Emission targets as they stand in a JSON document."""

from django.utils.translation import gettext as _

from ratings.disclosures.rules.figures import CATEGORIES
from ratings.disclosures.rules.given import FigureReader, positive
from ratings.disclosures.rules.other_names import TARGET
from ratings.disclosures.rules.reading import Fields
from ratings.disclosures.rules.targets import (
    EmissionTarget,
    GrossOrNet,
    Method,
    Milestone,
    Progress,
    TargetType,
    TimeFrame,
)


def read_target(fields: Fields, figures: FigureReader) -> EmissionTarget:
    """Take one target; its mistakes are noted in `fields`."""
    fields = fields.renamed(TARGET)
    kind = fields.choice("type", TargetType) or TargetType.ABSOLUTE
    base_year, target_year = fields.year("base_year"), fields.year("target_year")
    if base_year is not None and target_year is not None and target_year <= base_year:
        fields.refuse("target_year", _("The target year must come after the base year."))
    found = EmissionTarget(
        type=kind,
        scope=figures.scope(fields, "scope"),
        s2_method=fields.choice("s2_method", Method),
        categories=_categories(fields),
        coverage_s1=fields.share("coverage_s1"),
        coverage_s2=fields.share("coverage_s2"),
        coverage_s3=fields.share("coverage_s3"),
        base_year=base_year,
        target_year=target_year,
        start_year=fields.year("start_year"),
        time_frame=fields.choice("time_frame", TimeFrame),
        reduction=fields.share("reduction"),
        base=figures.of(fields, "base"),
        base_s1=figures.of(fields, "base_s1"),
        base_s2=figures.of(fields, "base_s2"),
        base_s3=figures.of(fields, "base_s3"),
        intensity_metric=fields.text("intensity_metric"),
        intensity_unit=fields.text("intensity_unit"),
        base_intensity=positive(fields, "base_intensity"),
        milestones=_milestones(fields),
        progress=_progress(fields, figures),
        achieved_reduction=fields.number("achieved_reduction"),
        gross_or_net=fields.choice("gross_or_net", GrossOrNet),
        credits_planned=fields.is_so("credits_planned"),
        is_validated=fields.is_so("is_validated"),
        validated_by=fields.text("validated_by"),
        validated_on=fields.day("validated_on"),
        wording=fields.text("wording"),
        source=figures.source(fields),
    )
    fields.finish()
    return found


def _categories(fields: Fields) -> tuple[int, ...]:
    found = []
    for one in fields.items("categories"):
        if str(one) in {str(number) for number in CATEGORIES}:
            found.append(int(str(one)))
        else:
            fields.refuse("categories", _("This must be a list of numbers from 1 to 15."))
    return tuple(found)


def _milestones(fields: Fields) -> tuple[Milestone, ...]:
    found = []
    for one in fields.each("milestones"):
        for name in ("year", "reduction"):
            one.require(name)
        year, reduction = one.year("year"), one.share("reduction")
        one.finish()
        if year is not None and reduction is not None:
            found.append(Milestone(year, reduction))
    return tuple(found)


def _progress(fields: Fields, figures: FigureReader) -> tuple[Progress, ...]:
    found = []
    for one in fields.each("progress"):
        one.require("year")
        year, intensity, read = one.year("year"), positive(one, "intensity"), figures.whole(one)
        one.finish()
        if year is not None:
            found.append(Progress(year, read, intensity))
    return tuple(found)
