// Loaded into the kernel before tslab, to mend what tslab 1.0.22 does where two kernels were given the same port. Jupyter
// chooses a kernel's ports and lets go of them before the kernel runs, so that another may take one meanwhile:
// - tslab stays alive without the port that it could not have, and never answers. Here it ends, as Jupyter expects: a
//   kernel that dies at its start is started again with other ports.
// - The kernel that did get the port hears what was meant for the other, signed with a key that it does not know, and
//   fails in the cell that just runs ("invalid hmac"). Here it passes over such messages, as the protocol says.
// Where there are no ports, with the transport "ipc", tslab writes addresses in another way than Jupyter.
const Module = require("node:module");

/** The exit status of a kernel that could not have its ports; execute.py knows it, too. */
const PORT_TAKEN = 75;
const foreign = /^(invalid hmac|message missing delimiter)/;

const load = Module._extensions[".js"];
Module._extensions[".js"] = (module, filename) => {
  load(module, filename);
  if (/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(filename)) mend(module.exports.ZmqServer.prototype);
};

function mend(server) {
  const { handleShellMessage } = server;
  server.bindSocket = function (socket, port) {
    const { transport, ip } = this.connInfo;
    return socket.bind(`${transport}://${ip}${transport === "ipc" ? "-" : ":"}${port}`).catch((error) => {
      console.error(`The kernel could not have port ${port} (${error.message}) and ends.`);
      process.exit(PORT_TAKEN);
    });
  };
  server.handleShellMessage = function (socket, ...frames) {
    return handleShellMessage.call(this, socket, ...frames).catch((error) => {
      if (!foreign.test(error.message)) throw error;
    });
  };
}
