"""Makes a random GPT-2 of odd sizes in the folder gpt2/ with Hugging Face `transformers`, and what it computes.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/gpt2.py

gpt2/config.json and gpt2/model.safetensors come from save_pretrained. gpt2/outputs.safetensors holds the ids and, by the
same model in double precision: logits, every hidden state, all attention weights, the loss of predicting the next id, and
the ids that greedy decoding appends. gpt2/gradients.safetensors holds that loss's gradient for every parameter.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel

FOLDER = Path(__file__).parent / "gpt2"
torch.manual_seed(5)

config = GPT2Config(
    vocab_size=67,
    n_positions=23,
    n_embd=30,
    n_layer=3,
    n_head=3,
    layer_norm_epsilon=1e-3,  # not the default, so that a reader that ignores it is found out
    resid_pdrop=0.0,
    embd_pdrop=0.0,
    attn_pdrop=0.0,
    bos_token_id=None,
    eos_token_id=None,
)
config._attn_implementation = "eager"  # the one that gives its weights
model = GPT2LMHeadModel(config).eval()
with torch.no_grad():
    for name, parameter in model.named_parameters():  # lively: fresh biases are zero and norms one
        parameter.copy_(torch.randn(parameter.shape) * 0.25 + (1.0 if "ln_" in name and "weight" in name else 0.0))
model.save_pretrained(FOLDER)
(FOLDER / "generation_config.json").unlink(missing_ok=True)

model = model.double()
ids = torch.randint(0, 67, (2, 23))
labels = torch.cat([ids[:, 1:], torch.full((2, 1), -100)], 1)
outputs = model(ids, output_hidden_states=True, output_attentions=True)
loss = torch.nn.functional.cross_entropy(outputs.logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
loss.backward()
prompt = ids[:1, :5]
generated = model.generate(prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=18, do_sample=False, pad_token_id=0)

results = {"ids": ids.int(), "labels": labels.int(), "generated": generated[0, 5:].int(), "logits": outputs.logits, "loss": loss}
results |= {f"hidden_states.{i}": state for i, state in enumerate(outputs.hidden_states)}
results |= {f"attentions.{i}": weights for i, weights in enumerate(outputs.attentions)}
gradients = {name: parameter.grad for name, parameter in model.named_parameters()}


def save(tensors, name):
    narrow = {k: (t.detach().float() if t.is_floating_point() else t).contiguous() for k, t in tensors.items()}
    save_file(narrow, FOLDER / name)
    (FOLDER / name).chmod(0o644)


save(results, "outputs.safetensors")
save(gradients, "gradients.safetensors")
(FOLDER / "model.safetensors").chmod(0o644)
