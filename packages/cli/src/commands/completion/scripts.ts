import type { CommandWords } from './command-words.ts';

/** The shells that a script can be written for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** The script that completes commands and flags; files are completed where no command may stand. */
export function completionScript(shell: Shell, tree: readonly CommandWords[]): string {
  return { bash, zsh, fish }[shell](tree);
}

function bash(tree: readonly CommandWords[]): string {
  return `# bash completion of sluice: source <(sluice completion bash)
_sluice() {
  local current=\${COMP_WORDS[COMP_CWORD]} at=sluice verbs= flags= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
${indented(6, posixSteps(tree))}
    esac
  done
  case "$at" in
${indented(4, posixWords(tree))}
  esac
  if [[ $current == -* ]]; then verbs=$flags; fi
  COMPREPLY=($(compgen -W "$verbs" -- "$current"))
}
complete -o default -F _sluice sluice
`;
}

// $commands and $path are zsh's own: the script must not use these names
function zsh(tree: readonly CommandWords[]): string {
  return `#compdef sluice
# zsh completion of sluice: source <(sluice completion zsh)
_sluice() {
  local at=sluice verbs= flags= word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
${indented(6, posixSteps(tree))}
    esac
  done
  case "$at" in
${indented(4, posixWords(tree))}
  esac
  if [[ $PREFIX == -* ]]; then compadd -- \${=flags}
  elif [[ -n $verbs ]]; then compadd -- \${=verbs}
  else _files; fi
}
if [[ $funcstack[1] == _sluice ]]; then _sluice "$@"; else compdef _sluice sluice; fi
`;
}

function fish(tree: readonly CommandWords[]): string {
  const steps = stepsOf(tree).flatMap(([typed, path]) => [`case '${typed}'`, `  set at '${path}'`]);
  const words = tree.flatMap(({ path, commands, flags }) => [
    `case '${path}'`,
    `  printf '%s\\n' ${[...commands.keys(), ...flags].join(' ')}`,
  ]);
  const parents = tree.filter(({ commands }) => commands.size > 0).map(({ path }) => `'${path}'`);
  return `# fish completion of sluice: sluice completion fish | source
function __sluice_at
  set -l at sluice
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
${indented(6, steps)}
    end
  end
  echo $at
end
function __sluice_words
  switch (__sluice_at)
${indented(4, words)}
  end
end
function __sluice_takes_command
  contains -- (__sluice_at) ${parents.join(' ')}
end
complete -c sluice -n __sluice_takes_command -f
complete -c sluice -a '(__sluice_words)'
`;
}

function posixSteps(tree: readonly CommandWords[]): string[] {
  return stepsOf(tree).map(([typed, path]) => `'${typed}') at='${path}' ;;`);
}

function posixWords(tree: readonly CommandWords[]): string[] {
  return tree.map(
    ({ path, commands, flags }) => `'${path}') verbs='${[...commands.keys()].join(' ')}' flags='${flags.join(' ')}' ;;`,
  );
}

/** What is typed after a command, and the command that it leads to. */
function stepsOf(tree: readonly CommandWords[]): (readonly [string, string])[] {
  return tree.flatMap(({ path, commands }) => [...commands].map(([word, next]) => [`${path} ${word}`, next] as const));
}

function indented(columns: number, lines: readonly string[]): string {
  return lines.map((line) => `${' '.repeat(columns)}${line}`).join('\n');
}
