/** Made at build time from the packages that are in the app. */
declare module 'virtual:licences' {
  interface Licence {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
    readonly author: string;
    readonly text: string;
  }
  const licences: readonly Licence[];
  export default licences;
}
