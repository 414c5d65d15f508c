const files = import.meta.glob<string>('../../../../node_modules/country-flag-icons/3x2/*.svg', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const urls = new Map<string, string>();
for (const [path, svg] of Object.entries(files)) {
  const code = path.slice(path.lastIndexOf('/') + 1, -'.svg'.length);
  urls.set(code, `data:image/svg+xml,${encodeURIComponent(svg)}`);
}

/** The flag of an ISO 3166 code as the address of a picture; undefined where there is none. */
export const flagOf = (code: string): string | undefined => urls.get(code);
