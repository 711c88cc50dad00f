/** Takes out what the database cannot store: NUL and lone surrogates. */
export const storable = (text: string) =>
  text.replaceAll('\0', '').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
