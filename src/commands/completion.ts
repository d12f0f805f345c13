import { Argument } from 'commander';
import type { RegisterCommand } from './context.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const registerCompletion: RegisterCommand = (command, { io }) => {
  command
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { scripts } = await import('./completion/scripts.ts');
      io.stdout.write(scripts[shell]);
    });
};

const EXAMPLES = `
Install it once, with wa-webhook on your PATH (npm install --global wa-webhook):

  bash   echo 'source <(wa-webhook completion bash)' >> ~/.bashrc
  zsh    echo 'source <(wa-webhook completion zsh)' >> ~/.zshrc
  fish   wa-webhook completion fish > ~/.config/fish/completions/wa-webhook.fish

Examples:
  wa-webhook completion bash
  wa-webhook completion zsh > ~/.zfunc/_wa-webhook`;
