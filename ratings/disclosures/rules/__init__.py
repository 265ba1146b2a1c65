"""Pure rules of carbon disclosures; no Django but its translations."""
