export { type Board, type BoardRow } from './environment/board.ts';
export {
  type Environment,
  type EnvironmentOptions,
  openEnvironment,
  type ServedRepository,
} from './environment/environment.ts';
export { type BoardFollower, followBoard } from './environment/follow-board.ts';
export { installCrds } from './environment/install-crds.ts';
export { exitCodes, runProgram } from './program.ts';
export { openTerminal, type Terminal } from './terminal/terminal.ts';
