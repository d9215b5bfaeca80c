"""Writes word_vectors.json: skip-gram's loss by PyTorch; neighbours, analogies, maps and bias by gensim, scikit-learn, scipy.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/word_vectors.py
"""

import json
from pathlib import Path

import gensim
import numpy as np
import scipy
import sklearn
import torch
import torch.nn.functional as F
from cases import case, normal
from gensim.models import KeyedVectors
from scipy.stats import permutation_test
from sklearn.decomposition import PCA

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)


def skip_gram_loss(centers, contexts, negatives):
    """Equation 4 of Mikolov et al. (2013), pair by pair, its sign turned."""
    objectives = []
    for v, u, drawn in zip(centers, contexts, negatives):
        objectives.append(F.logsigmoid(torch.dot(u, v)) + sum(F.logsigmoid(-torch.dot(n, v)) for n in drawn))
    return -torch.stack(objectives).mean()


def one_hot_embedding(table, ids):
    return F.embedding(ids.long(), table)


def cosine(a, b):
    return F.cosine_similarity(a, b, dim=-1)


scores = torch.tensor([[0.5, 40.0, -30.0], [90.0, -20.0, 7.0], [-60.0, 3.0, 80.0]]).float().double()
cases = {
    "skip-gram": case(
        "skipGramLoss", skip_gram_loss,
        {"centers": normal(6, 4), "contexts": normal(6, 4), "negatives": normal(6, 3, 4)},
    ),
    "skip-gram with one negative": case(
        "skipGramLoss", skip_gram_loss,
        {"centers": normal(2, 5), "contexts": normal(2, 5), "negatives": normal(2, 1, 5)},
    ),
    # Products of up to ±8100: e⁻ˣ would overflow, and log of a sigmoid that has become 0 is no number.
    "skip-gram with scores of thousands": case(
        "skipGramLoss", skip_gram_loss,
        {"centers": scores, "contexts": scores.flip(0), "negatives": scores.roll(1, 1).unsqueeze(1)},
    ),
    "one-hot look-up": case(
        "oneHotEmbedding", one_hot_embedding,
        {"table": normal(6, 3), "ids": torch.tensor([[5, 0, 5], [2, 2, 1]], dtype=torch.int32)},
    ),
    "cosines of pairs": case("cosineSimilarity", cosine, {"a": normal(5, 4, size=3.0), "b": normal(5, 4, size=0.1)}),
    "cosines with one vector": case("cosineSimilarity", cosine, {"a": normal(7, 4), "b": normal(4)}),
    "cosines of all with all": case("cosineSimilarity", cosine, {"a": normal(3, 1, 4), "b": normal(5, 4)}),
}

WORDS, SIZE = 40, 6
random = np.random.default_rng(4)
# Lengths differ widely, so that dot products and cosines disagree.
matrix = (random.normal(size=(WORDS, SIZE)) * random.uniform(0.1, 8, size=(WORDS, 1))).astype(np.float32)
words = [f"w{i}" for i in range(WORDS)]
vectors = KeyedVectors(SIZE)
vectors.add_vectors(words, matrix)


def found(pairs):
    return {"ids": [words.index(word) for word, _ in pairs], "similarities": [float(s) for _, s in pairs]}


neighbours = [{"id": i, **found(vectors.most_similar(words[i], topn=5))} for i in range(WORDS)]
questions = [[int(i) for i in random.choice(WORDS, 3, replace=False)] for _ in range(60)]
analogies = [
    {
        "question": [a, b, c],
        **found(vectors.most_similar(positive=[words[b], words[c]], negative=[words[a]], topn=4)),
    }
    for a, b, c in questions
]

rows = (random.normal(size=(15, 5)) * [3, 1, 0.5, 2, 0.1] + 7) @ random.normal(size=(5, 5))
model = PCA(n_components=3).fit(rows)
others = random.normal(size=(4, 5)) * 5
pca = {
    "rows": rows.tolist(),
    "points": model.transform(rows).tolist(),
    "explained": model.explained_variance_ratio_.tolist(),
    "others": others.tolist(),
    "projected": model.transform(others).tolist(),
}


def association(word, to, away):
    """s(w, A, B) of Caliskan et al. (2017), from gensim's similarities."""
    return np.mean([vectors.similarity(word, a) for a in to]) - np.mean([vectors.similarity(word, b) for b in away])


def weat(first, second, to, away):
    x, y = ([association(words[i], [words[j] for j in to], [words[j] for j in away]) for i in g] for g in (first, second))

    def statistic(a, b, axis):
        return np.sum(a, axis=axis) - np.sum(b, axis=axis)

    test = permutation_test(
        (x, y), statistic, permutation_type="independent", alternative="greater", n_resamples=np.inf, vectorized=True
    )
    return {
        "first": first, "second": second, "to": to, "from": away,
        "leans": [float(v) for v in x + y],
        "statistic": float(test.statistic),
        "effectSize": float((np.mean(x) - np.mean(y)) / np.std(x + y, ddof=1)),
        "pValue": float(test.pvalue),
    }


tests = [
    weat([0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11, 12], [13, 14, 15]),
    weat([20, 3, 11], [5, 30, 31, 32], [7], [8]),
    weat([1, 2], [3, 9, 14], [4, 5], [6, 7, 8]),
]

result = {
    "torch": torch.__version__, "gensim": gensim.__version__, "scikit-learn": sklearn.__version__,
    "scipy": scipy.__version__, "numpy": np.__version__,
    "matrix": {"dtype": "float32", "shape": [WORDS, SIZE], "values": [float(f"{v:.9g}") for v in matrix.flatten()]},
    "neighbours": neighbours, "analogies": analogies, "pca": pca, "associations": tests,
}
lines = [f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in result.items()]
named = [f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in cases.items()]
text = "{\n" + ",\n".join(lines) + ',\n"cases": {\n' + ",\n".join(named) + "\n}\n}\n"
Path(__file__).with_suffix(".json").write_text(text)
