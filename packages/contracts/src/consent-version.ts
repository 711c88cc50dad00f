/** The text that a customer agrees to now; another text gets another version. In a file of its own, which brings the apps no schema code. */
export const consentVersion = '2026-11'
