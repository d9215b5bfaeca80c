import type { Attack } from "../attack";

/** GitHub's runner obeys lines that begin with `::`, after spaces; older commands and Azure's count anywhere. */
const commands = ["::error::forged", "::stop-commands::forged", "::add-mask::5", "##[error]x", "##vso[task.complete]"];

export const attack: Attack = {
  title: "prints and throws the commands of GitHub's and Azure's runners",
  handIn: ({ double }) => double(`const commands: string[] = ${JSON.stringify(commands)};
for (const command of commands) process.stdout.write("\\n" + command + "\\n"), process.stderr.write(command + "\\n");
export function double(x: tf.Tensor) { throw new Error("\\n" + Array(5).fill(commands.join("\\n")).join("\\n")); }`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["threw", /^your code stopped at 00-tiny\.ts:\d+: +::error::forged [^\n]+$/] },
  },
};
