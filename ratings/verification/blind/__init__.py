"""Blind signatures (RFC 9474) and the tokens made of them (RFC 9578). Pure: no Django, no rows, no clock."""
