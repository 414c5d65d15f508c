import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import { type Rule, soleUsers } from './rules.ts';

const isInside = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}/`);

export function ruleFor(file: string, rules: readonly Rule[]): Rule | undefined {
  const matching = rules.filter((rule) => isInside(file, rule.from));
  return matching.sort((a, b) => b.from.length - a.from.length)[0];
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const allowsPackage = (rule: Rule, specifier: string): boolean =>
  specifier.startsWith('node:')
    ? rule.packages.includes('node:*')
    : rule.packages.includes(packageName(specifier));

function judge(file: string, specifier: string, rule: Rule): string | undefined {
  if (!specifier.startsWith('.')) {
    return allowsPackage(rule, specifier) ? undefined : `${file} may not import ${specifier}`;
  }
  if (!/\.(tsx?|css|json|svg|png)(\?\w+)?$/.test(specifier)) {
    return `${file} imports ${specifier} without its extension`;
  }
  const target = posix.join(posix.dirname(file), specifier);
  const allowed = [rule.from, ...rule.to].some((place) => isInside(target, place));
  return allowed ? undefined : `${file} may not import ${target}`;
}

/** What one source breaks of the table, in words. `file` is its path in the project, with slashes. */
export function violations(file: string, source: string, rules: readonly Rule[]): string[] {
  const rule = ruleFor(file, rules);
  if (rule === undefined) return [`${file} lies in no folder of the import table`];
  const imports = importsOf(file, source).map((specifier) => judge(file, specifier, rule));
  const trespasses = soleUsers
    .filter(({ name, file: owner }) => file !== owner && new RegExp(`\\b${name}\\b`).test(source))
    .map(({ name }) => `${file} may not use ${name}`);
  return [...imports.filter((text) => text !== undefined), ...trespasses];
}
