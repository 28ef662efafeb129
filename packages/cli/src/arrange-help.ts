import type { Command } from 'commander';

/** The headings under which `sluice --help` lists commands; others stand where commander lists its own. */
const headings: Readonly<Record<string, readonly string[]>> = {
  'Without a cluster:': ['tour', 'try', 'sandbox', 'build', 'kustomize'],
  'What there is:': ['status', 'get', 'tree', 'events', 'logs', 'export', 'check', 'version'],
  'What happens:': ['reconcile', 'create', 'suspend', 'resume', 'delete', 'notify', 'gate'],
  'Installation:': ['bootstrap', 'install', 'uninstall'],
};

/** Puts the commands of the program under headings. */
export function arrangeHelp(program: Command): void {
  for (const [heading, names] of Object.entries(headings)) {
    for (const command of program.commands) if (names.includes(command.name())) command.helpGroup(heading);
  }
}
