"""What happens in a case, in words for staff."""
