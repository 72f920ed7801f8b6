"""Actions for many: asked, shown, undone."""
