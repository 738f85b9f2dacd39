"""What no phrase shows but the whole reply or the whole talk does: rules over speech acts and findings."""
