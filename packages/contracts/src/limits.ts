// Limits that the server checks and the apps show or keep to; importing them brings the apps no schema code.

/** A chat message's length, in characters, at most. */
export const longestMessage = 4000

/** The same for a comment, a reason and a note. */
export const longestWords = 1000

/** The same for a call name and a display name. */
export const longestName = 40

/** An operator's password, in characters, at least. */
export const shortestPassword = 12

/** Digits of a sign-in code and of an authenticator's code. */
export const codeDigits = 6

/** How long a sign-in code is valid, in minutes. */
export const codeValidMinutes = 10

/** How many rows a page of an operators' table has. */
export const rowsPerTablePage = 50

/** How many messages one answer to a customer or mitra holds, at most. */
export const messagesPerPage = 200
