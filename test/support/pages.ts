/** The documents as tests see them: their text, their fenced blocks, and the commands in those. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Every document of the repository, by its path from the root. */
export function pagePaths(): readonly string[] {
  const within = (folder: string) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name));
  return [...within('.'), ...within('docs')];
}

export function page(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Fenced blocks by what stands after the fence. */
export function blocks(path: string, info: string): string[] {
  return [...page(path).matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)]
    .filter((block) => block[1] === info)
    .map((block) => block[2] ?? '');
}

export interface Example {
  readonly words: readonly string[];
  /** What is piped in, when the example pipes something. */
  readonly input: string;
  /** Lines the document shows below the command. */
  readonly shows: readonly string[];
}

/** `$ [source |] firebreak words… [> file]` and the lines below it; other programs' lines are left out. */
export function examples(block: string): Example[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .flatMap((text) => {
      const [line = '', ...shows] = text.trimEnd().split('\n');
      const command = /(?:^|\| )firebreak (.*?)(?: > \S+)?$/.exec(line)?.[1];
      if (command === undefined) return [];
      const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((word) => word[1] ?? word[2] ?? '');
      return [{ words, input: line.includes(' | ') ? 'piped' : '', shows }];
    });
}
