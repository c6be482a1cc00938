"""Decoders for the browser: models as ONNX graphs, made in a process of their own and kept by the hash of what they
are made of.

    file = await Kept().file(card, "decode")      # of what onnxruntime runs

``graph`` says what goes into such a graph and what comes out.
"""
