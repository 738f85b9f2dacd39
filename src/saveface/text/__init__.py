"""From raw text to sentences of tokens: what is masked, folded, cut, and in which language it stands."""
