"""The course's hub as a school would run it, but with learners who need no password and are no users of this machine."""
import os
from pathlib import Path

load_subconfig(os.environ["HUB_CONFIG"])  # noqa: F821: JupyterHub gives it
c = get_config()  # noqa: F821
work = Path(os.environ["HUB_WORK"])

c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(work / "home" / "{username}")
c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['HUB_PORT']}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{os.environ['HUB_INNER_PORT']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['HUB_PROXY_PORT']}"
c.JupyterHub.cookie_secret_file = str(work / "cookie_secret")
c.JupyterHub.db_url = "sqlite:///:memory:"
c.ConfigurableHTTPProxy.pid_file = str(work / "proxy.pid")
c.Spawner.args = ["--allow-root"] if os.getuid() == 0 else []

c.JupyterHub.services = [{"name": "class", "api_token": os.environ["HUB_TOKEN"]}]
c.JupyterHub.load_roles = [{
    "name": "class", "services": ["class"], "scopes": ["admin:users", "admin:servers", "tokens"],
}]
