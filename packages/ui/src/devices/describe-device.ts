/** Browsers by the names in their user agents. Most also name the browsers that they descend from, so the first match counts. */
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

/** "Chrome · Android", from a browser's user agent; undefined if we recognise nothing in it. */
export function describeDevice(userAgent: string | null): string | undefined {
  const parts = [firstOf(browsers, userAgent ?? ''), firstOf(systems, userAgent ?? '')].filter((part) => part !== undefined)
  return parts.length > 0 ? parts.join(' · ') : undefined
}
