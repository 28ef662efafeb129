export { runProgram, exitCodes } from './program.ts';
export { openTerminal, type Terminal } from './terminal/terminal.ts';
