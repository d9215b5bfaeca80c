"""A JupyterHub for the course: one installation for all, a folder of their own for each learner.

    /opt/hub/bin/jupyterhub -f /opt/transformers-by-hand/course/hub/jupyterhub_config.py

As it stands, learners are users of this machine and log in with their passwords there (PAM), and the hub runs as root.
Another authenticator or spawner: set it below. The spawner must start `singleuser` as the learner, with a HOME of their own.
"""
import os
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
c = get_config()  # noqa: F821: JupyterHub gives it

# Who may log in: the users of this machine that are in this group.
c.LocalAuthenticator.allowed_groups = {"learners"}

c.Spawner.cmd = [str(here / "singleuser")]
c.Spawner.default_url = "/lab/tree/notebooks/00-welcome.ipynb"
c.Spawner.start_timeout = 120
# What `singleuser` calls: this hub's Python programs, and Node.
c.Spawner.environment = {"PATH": os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])}

# A kernel that trains keeps two cores and about 1 GB busy. Spawners of containers and systemd's keep to these limits; the
# one that starts plain processes does not.
c.Spawner.cpu_limit = 2
c.Spawner.mem_limit = "3G"

# Where `npm ci` has put the proxy: beside this hub's Python.
c.ConfigurableHTTPProxy.command = [str(Path(sys.prefix) / "node_modules" / ".bin" / "configurable-http-proxy")]
