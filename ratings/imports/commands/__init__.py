"""Every write of imports."""

from ratings.imports.commands.companies import import_companies
from ratings.imports.commands.reviews import ReviewImport, import_reviews

__all__ = ["ReviewImport", "import_companies", "import_reviews"]
