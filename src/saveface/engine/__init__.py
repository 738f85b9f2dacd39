"""Match the compiled phrases in a draft, judge which matches are faults, and say what to write instead."""
