"""What happens once in many thousand starts of a kernel, at each start: Jupyter gives it ports that another kernel has.

Python loads this at its start where PYTHONPATH names its folder. SAME_PORTS: five ports, as "shell,iopub,stdin,hb,control";
the first kernel of the process gets these, a later one those that Jupyter chooses.
"""
import os

from jupyter_client.connect import LocalPortCache

given = [int(port) for port in os.environ["SAME_PORTS"].split(",")]
choose = LocalPortCache.find_available_port
LocalPortCache.find_available_port = lambda self, ip: given.pop(0) if given else choose(self, ip)
