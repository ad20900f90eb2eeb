// What the exit status says.
export const status = { clean: 0, findings: 1, usage: 2 };
