// Limits that the server checks and the apps show or keep to; importing them brings the apps no schema code.

/** The longest chat message, in characters. */
export const longestMessage = 4000

/** The longest comment, reason or note, in characters. */
export const longestWords = 1000

/** The longest call name or display name, in characters. */
export const longestName = 40

/** The shortest password of an operator, in characters. */
export const shortestPassword = 12

/** Digits of a sign-in code and of an authenticator's code. */
export const codeDigits = 6

/** How long a sign-in code is valid, in minutes. */
export const codeValidMinutes = 10

/** How many rows a page of an operators' table has. */
export const rowsPerTablePage = 50

/** How many messages one answer to a customer or mitra holds, at most. */
export const messagesPerPage = 200
