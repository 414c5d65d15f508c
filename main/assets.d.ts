/** The path of a file that the build puts beside main. */
declare module '*?asset' {
  const path: string;
  export default path;
}

declare module '*.png?inline' {
  const dataUrl: string;
  export default dataUrl;
}
