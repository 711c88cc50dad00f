/** Browsers by how they name themselves. Most also name those that they descend from, so the first that fits counts. */
const browsers: [RegExp, string][] = [
  [/Edg(A|iOS)?\//, 'Edge'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/OPR\//, 'Opera'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

const firstOf = (names: [RegExp, string][], text: string) => names.find(([pattern]) => pattern.test(text))?.[1]

/** "Chrome · Android", from what a browser says of itself; undefined where it says nothing that we know. */
export function describeDevice(userAgent: string | null): string | undefined {
  const parts = [firstOf(browsers, userAgent ?? ''), firstOf(systems, userAgent ?? '')].filter((part) => part !== undefined)
  return parts.length > 0 ? parts.join(' · ') : undefined
}
