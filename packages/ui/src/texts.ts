import type { Language } from '@bestie/contracts/values'
import { useSyncExternalStore } from 'react'
import { stored } from './stored'

const watchers = new Set<() => void>()
let storageKey = ''
let current: Language = 'id'

/** Where the language of the last account is kept: nobody chose it on this device, so it holds for no other account. */
const accountKey = () => `${storageKey}.account`

/** Restores the language: Indonesian until a user switches, whatever language the browser speaks. */
export function restoreLanguage(key: string): void {
  storageKey = key
  apply((stored.read(key) ?? stored.read(accountKey())) === 'en' ? 'en' : 'id')
}

/** Switches this device; `useChooseLanguage` also tells the server. */
export function switchLanguage(language: Language): void {
  if (storageKey) stored.write(storageKey, language)
  apply(language)
}

/** Takes over the account's language on a device where none was chosen. */
export function adoptLanguage(language: Language): void {
  if (stored.read(storageKey) !== null) return
  stored.write(accountKey(), language)
  if (language !== current) apply(language)
}

export const currentLanguage = (): Language => current

/** The current language; renders again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage)
}

function apply(language: Language): void {
  current = language
  if (typeof document !== 'undefined') document.documentElement.lang = language
  for (const watcher of watchers) watcher()
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export type Texts<Dictionary> = { id: Dictionary; en: Dictionary }

/** A dictionary: Indonesian sets the shape, English must fill it. */
export function defineTexts<Dictionary extends object>(texts: { id: Dictionary; en: NoInfer<Dictionary> }): Texts<Dictionary> {
  return texts
}

/** The dictionary in the current language. */
export function useTexts<Dictionary>(texts: Texts<Dictionary>): Dictionary {
  return texts[useLanguage()]
}
