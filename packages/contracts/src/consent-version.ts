/**
 * The version of the consent text in force; a changed text gets a new version.
 * It has a file of its own so that importing it brings the apps no schema code.
 */
export const consentVersion = '2026-11-30'
