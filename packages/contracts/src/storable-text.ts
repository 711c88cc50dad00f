// Importing this brings the apps no schema code.

/** A lone surrogate is not a character: PostgreSQL cannot store it and JSON cannot carry it. */
const unstorable = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** Whether the database can store this text: no NUL, no lone surrogate. */
export const isStorableText = (text: string): boolean => !unstorable.test(text)

/** Takes out what the database cannot store. */
export const storable = (text: string): string => text.replace(new RegExp(unstorable, 'g'), '')
