import type { Attack } from "../attack";

/** Long enough for the report in the terminal to begin a new line with the command. */
const filler = "so much to say ".repeat(12);
const commands = ["::error::forged", "::stop-commands::forged", "::add-mask::5", "##[error]forged", "##vso[task.complete]"];

export const attack: Attack = {
  title: "prints and throws the commands of GitHub's and Azure's runners",
  handIn: ({ double }) => double(`const commands: string[] = ${JSON.stringify(commands)};
for (const command of commands) process.stdout.write("\\n" + command + "\\n"), process.stderr.write(command + "\\n");
export function double(x: tf.Tensor) { throw new Error("\\n" + commands.join("\\n${filler}")); }`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["threw", /^your code stopped at 00-tiny\.ts:\d+: +::error::forged [^\n]+$/] },
  },
};
