"""Carbon disclosures in the shapes of other people's files: pure readers that stream, without tables."""
