/** What the database cannot keep is taken out before it is sent: NUL and halves of characters. */
export const storable = (text: string) =>
  text.replaceAll('\0', '').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
