import { parseSync } from 'vite';

/**
 * Every module that a TypeScript source names: imports, re-exports, dynamic imports, types of
 * `import('…')`.
 */
export function importsOf(file: string, source: string): string[] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const named = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) =>
      found.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
  ];
  const called = [...source.matchAll(/\bimport\(\s*(['"`])([^'"`]+)\1/g)].map((match) => match[2]);
  return [...new Set([...named, ...called.filter((name) => name !== undefined)])];
}
