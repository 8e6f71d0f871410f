/** Exit codes of the program, a contract with pipelines. */
export const exitCode = { fine: 0, differs: 1, wrongInput: 2, ourFault: 3 } as const;
