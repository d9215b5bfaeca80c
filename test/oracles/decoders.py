"""Makes small random models with Hugging Face `transformers` in the folders llama/, mistral/ and gemma/, and what they
compute.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/gpt2.py
    python test/oracles/decoders.py

config.json and the safetensors files come from save_pretrained: Llama's in one file, Mistral's in shards, Gemma's in
bfloat16. outputs.safetensors holds the ids and, by the same model in double precision: logits, every hidden state, all
attention weights, the loss of predicting the next id, the ids that greedy decoding appends, and the logits of two texts of
different lengths, padded on the left. llama/gradients.safetensors holds the loss's gradient for every parameter.
gpt2/padded.safetensors holds the padded texts' logits for the GPT-2 that gpt2.py made.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import (
    AutoModelForCausalLM,
    GemmaConfig,
    GemmaForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
)

HERE = Path(__file__).parent
TOKENS = {"bos_token_id": None, "eos_token_id": None, "pad_token_id": None}
LENGTH = 17

models = {
    # Grouped-query attention; base and epsilon are not the defaults, so that a reader that ignores them is found out.
    "llama": lambda: LlamaForCausalLM(
        LlamaConfig(
            vocab_size=61,
            hidden_size=28,
            intermediate_size=38,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=6,
            max_position_embeddings=19,
            rms_norm_eps=1e-3,
            rope_parameters={"rope_type": "default", "rope_theta": 300.0},
            tie_word_embeddings=False,
            **TOKENS,
        )
    ),
    # Multi-query attention, a window smaller than the text, and heads that do not divide the hidden size.
    "mistral": lambda: MistralForCausalLM(
        MistralConfig(
            vocab_size=53,
            hidden_size=26,
            intermediate_size=34,
            num_hidden_layers=2,
            num_attention_heads=3,
            num_key_value_heads=1,
            head_dim=8,
            max_position_embeddings=23,
            rms_norm_eps=1e-4,
            sliding_window=5,
            tie_word_embeddings=False,
            **TOKENS,
        )
    ),
    # Tied embeddings, heads that together are larger than the hidden size.
    "gemma": lambda: GemmaForCausalLM(
        GemmaConfig(
            vocab_size=59,
            hidden_size=22,
            intermediate_size=42,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=4,
            head_dim=10,
            max_position_embeddings=18,
            rms_norm_eps=1e-4,
            **TOKENS,
        )
    ),
}


def narrow(tensors):
    return {k: (t.detach().float() if t.is_floating_point() else t).contiguous() for k, t in tensors.items()}


def padded(folder):
    """Two texts of 11 and 6 tokens, the second one padded to 11 on the left; positions count real tokens.

    In single precision: transformers' masks make NaN of a wholly masked row in double precision.
    """
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    vocabulary = model.config.vocab_size
    ids = torch.randint(1, vocabulary, (2, 11))
    mask = torch.ones(2, 11, dtype=torch.int64)
    ids[1, :5] = 0
    mask[1, :5] = 0
    positions = (mask.cumsum(1) - 1).clamp(min=0)
    with torch.no_grad():
        logits = model(ids, attention_mask=mask, position_ids=positions).logits
        alone = model(ids[1:, 5:]).logits
    assert torch.allclose(logits[1:, 5:], alone, atol=1e-4)
    return {"padded.ids": ids.int(), "padded.mask": mask.int(), "padded.logits": logits}


def make(name, build):
    folder = HERE / name
    torch.manual_seed(sum(map(ord, name)))
    model = build().eval()
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():  # lively: fresh norms are all one (or zero)
            lift = 1.0 if "norm" in parameter_name and name != "gemma" else 0.0
            parameter.copy_(torch.randn(parameter.shape) * 0.25 + lift)
    if name == "gemma":
        model = model.bfloat16()
    model.save_pretrained(folder, max_shard_size="20KB" if name == "mistral" else "5GB")
    (folder / "generation_config.json").unlink(missing_ok=True)
    for file in folder.glob("model*"):
        file.chmod(0o644)

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float64, attn_implementation="eager").eval()
    ids = torch.randint(0, model.config.vocab_size, (2, LENGTH))
    labels = torch.cat([ids[:, 1:], torch.full((2, 1), -100)], 1)
    outputs = model(ids, output_hidden_states=True, output_attentions=True)
    loss = torch.nn.functional.cross_entropy(outputs.logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
    loss.backward()
    prompt = ids[:1, :5]
    options = {"max_new_tokens": 11, "do_sample": False, "pad_token_id": 0}
    generated = model.generate(prompt, attention_mask=torch.ones_like(prompt), **options)
    results = {"ids": ids.int(), "labels": labels.int(), "generated": generated[0, 5:].int()}
    results |= {"logits": outputs.logits, "loss": loss}
    results |= {f"hidden_states.{i}": state for i, state in enumerate(outputs.hidden_states)}
    results |= {f"attentions.{i}": weights for i, weights in enumerate(outputs.attentions)}
    results |= padded(folder)
    save_file(narrow(results), folder / "outputs.safetensors")
    if name == "llama":
        save_file(narrow({n: p.grad for n, p in model.named_parameters()}), folder / "gradients.safetensors")
    for file in folder.glob("*.safetensors"):
        file.chmod(0o644)


for name, build in models.items():
    make(name, build)

torch.manual_seed(12)
save_file(narrow(padded(HERE / "gpt2")), HERE / "gpt2" / "padded.safetensors")
(HERE / "gpt2" / "padded.safetensors").chmod(0o644)
assert "lm_head.weight" not in load_file(HERE / "gemma" / "model.safetensors")
assert len(json.loads((HERE / "mistral" / "model.safetensors.index.json").read_text())["weight_map"]) > 0
