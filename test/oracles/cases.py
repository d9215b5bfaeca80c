"""What operations.py and decoder_operations.py write of each operation: inputs, values and gradients, by PyTorch."""

import torch


def plain(tensor):
    dtype = {torch.float64: "float32", torch.int32: "int32", torch.bool: "bool"}[tensor.dtype]
    values = [float(f"{v:.9g}") if isinstance(v, float) else int(v) for v in tensor.detach().flatten().tolist()]
    return {"dtype": dtype, "shape": list(tensor.shape), "values": values}


def normal(*shape, size=1.0):
    return (torch.randn(shape) * size).float().double()


def case(operation, run, inputs, **options):
    """Runs the operation on copies that record gradients, if it has any; `run` gives one output or several."""
    leaves = {n: t.clone().requires_grad_() if t.is_floating_point() else t for n, t in inputs.items()}
    outputs = run(**leaves)
    outputs = outputs if isinstance(outputs, dict) else {"output": outputs}
    upstream = {}
    if any(leaf.requires_grad for leaf in leaves.values()):
        upstream = {name: normal(*output.shape) for name, output in outputs.items()}
        sum((output * upstream[name]).sum() for name, output in outputs.items()).backward()
    return {
        "operation": operation,
        "options": options,
        "inputs": {name: plain(tensor) for name, tensor in inputs.items()},
        "outputs": {name: plain(tensor) for name, tensor in outputs.items()},
        "upstream": {name: plain(tensor) for name, tensor in upstream.items()},
        "gradients": {name: plain(leaf.grad) for name, leaf in leaves.items() if leaf.requires_grad},
    }
