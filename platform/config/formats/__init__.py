"""How dates look where Django's own forms would be misread."""
