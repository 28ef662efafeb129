#!/usr/bin/env node
/**
 * The starter: runs a program of this repository on the right Node with the `@sluice/source` condition, so that
 * packages resolve to their TypeScript sources. Plain JavaScript without dependencies, because it must itself run on
 * Node 18. Everything that starts Node here goes through it.
 *
 *   node tools/start.mjs FILE.ts args…     a program of the repository
 *   node tools/start.mjs vitest run        a development tool, by the name of its command
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const condition = '--conditions=@sluice/source';
const oldest = { major: 22, minor: 19 };

/** Commands whose package has another name. */
const packageOfTool = new Map([
  ['tsc', '@typescript/native'],
  ['depcruise', 'dependency-cruiser'],
]);

/**
 * Runs the program of a package: its bundle where that is newer than every source file, its `src/main.ts` otherwise.
 * @param {URL} packageUrl the package's folder
 * @param {string[]} args
 * @param {string[]} nodeFlags what Node itself is given
 */
export async function startProgram(packageUrl, args, nodeFlags = []) {
  const folder = fileURLToPath(packageUrl);
  const source = join(folder, 'src', 'main.ts');
  const bundle = join(folder, 'dist', 'bundle', 'main.js');
  const bundled = !existsSync(source) || isNewerThanSources(bundle);
  await start(bundled ? bundle : source, args, bundled ? nodeFlags : [condition, ...nodeFlags]);
}

/**
 * @param {string} file
 * @param {string[]} args
 * @param {string[]} flags what Node itself is given
 */
async function start(file, args, flags) {
  const node = findNode();
  if (node === undefined) {
    return stop(
      `sluice needs Node ${oldest.major}.${oldest.minor} or later: run "npm ci" here, or install it from https://nodejs.org (this is ${process.version})`,
    );
  }
  if (node === process.execPath && flags.every(isSet)) return runHere(file, args);
  const argv = [...flags, file, ...args];
  const env = withFlags(flags);
  // Becomes the program where Node can: one process, so that signals, exit codes and `kill -9` mean what they say.
  if (process.platform !== 'win32' && process.execve !== undefined) process.execve(node, [node, ...argv], env);
  return runChild(node, argv, env);
}

/** The locked Node where it is installed, or the one that runs this if it is new enough. */
function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const locked = join(
    root,
    'node_modules',
    `node-${platformName()}-${process.arch}`,
    'bin',
    platformName() === 'win' ? 'node.exe' : 'node',
  );
  return existsSync(locked) ? locked : undefined;
}

function platformName() {
  return process.platform === 'win32' ? 'win' : process.platform;
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

/** @param {string} flag */
function isSet(flag) {
  return process.execArgv.includes(flag) || (process.env['NODE_OPTIONS'] ?? '').split(' ').includes(flag);
}

/**
 * The environment that hands the flags on to workers and spawned programs.
 * @param {string[]} flags
 */
function withFlags(flags) {
  const options = [process.env['NODE_OPTIONS'], ...flags.filter((flag) => !isSet(flag))].filter(Boolean).join(' ');
  return options === '' ? process.env : { ...process.env, NODE_OPTIONS: options };
}

/**
 * @param {string} file
 * @param {string[]} args
 */
async function runHere(file, args) {
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

/**
 * @param {string} node
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} env
 */
function runChild(node, argv, env) {
  const leash = pathToFileURL(join(root, 'tools', 'leash.mjs')).href;
  const child = spawn(node, ['--import', leash, ...argv], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  // A terminal sends Ctrl-C to the whole group; forwarding it there would make the child see it twice.
  process.on('SIGINT', () => isTerminal() || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('error', (error) => stop(`cannot start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
}

function isTerminal() {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}

/** @param {string} bundle */
function isNewerThanSources(bundle) {
  if (!existsSync(bundle)) return false;
  const built = statSync(bundle).mtimeMs;
  const packages = join(root, 'packages');
  return readdirSync(packages).every((name) => newestUnder(join(packages, name, 'src')) <= built);
}

/**
 * @param {string} folder
 * @returns {number}
 */
function newestUnder(folder) {
  if (!existsSync(folder)) return 0;
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newestUnder(path) : statSync(path).mtimeMs;
  });
  // A folder changes when a file in it goes.
  return Math.max(statSync(folder).mtimeMs, ...times);
}

/**
 * The file behind a command of a development tool, or the given path.
 * @param {string} target
 */
function resolveTarget(target) {
  if (/[./\\]/.test(target)) return resolve(target);
  const folder = join(root, 'node_modules', packageOfTool.get(target) ?? target);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return stop(`${target} is not installed: run "npm ci" here first`);
  const { bin } = /** @type {{ bin: string | Record<string, string> }} */ (JSON.parse(readFileSync(manifest, 'utf8')));
  return join(
    folder,
    typeof bin === 'string' ? bin : (bin[target] ?? stop(`${target} is not a command of its package`)),
  );
}

/**
 * @param {string} message
 * @returns {never}
 */
function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [target, ...args] = process.argv.slice(2);
  if (target === undefined) stop('usage: node tools/start.mjs FILE|TOOL args…');
  await start(resolveTarget(target), args, [condition]);
}
