"""Corpora to a model: wording by logistic regression, sense and reading by small networks, context by one under a linear chain.

Wording (what n-grams say) tells which units are judged at all, and is, like sense (what the meaning of the words says) and
reading (what the characters say in their order), a feature of the last network. So all must be seen as they will be on pages
never seen: they are computed for each fold of examples by what was trained on others, which share no text with it: neither
families nor articles nor slogans (stacking with cross-fitting; Wolpert 1992). Documents are thus gone through twice:
``wording.read`` for the wording, ``prepared.prepare`` for the rest, which ``model.fit`` puts together; ``joints`` comes last, as
it learns from what that cuts.

How well a model does on families it has never met depends on how many documents it has met, more than there is room for at once:
they come as several gatherings. Each reader has one of these in memory at a time; what is left for the networks, which see all of
them, is much less.
Needs PyTorch (``make train`` installs it), which is imported where it is used: examples can be prepared without it.
"""
