"""Who signs in, and what each may see."""
