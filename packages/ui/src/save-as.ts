/** Saves a text as a file of this name, like a download. */
export function saveAs(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text]))
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  // Revoked once the browser has certainly read it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
