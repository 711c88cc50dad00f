import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.mjs'

export const reportFile = { unit: '.reports/vitest.json', journeys: '.reports/playwright.json' }

/**
 * The tests of one kind in the last run, each with its whole title and `passed`, `failed` or `not run`, and why it
 * failed; undefined if there is no report. A file that broke before its tests could run counts as one failed test.
 */
export function readReport(kind) {
  const path = join(root, reportFile[kind])
  if (!existsSync(path)) return undefined
  const report = JSON.parse(readFileSync(path, 'utf8'))
  return kind === 'unit' ? vitestTests(report) : playwrightTests(report)
}

function vitestTests({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.map((test) => ({
      title: [...test.ancestorTitles, test.title].join(' › '),
      result: test.status === 'passed' || test.status === 'failed' ? test.status : 'not run',
      why: test.failureMessages?.join('\n') ?? '',
    }))
    const broke = status === 'failed' && !tests.some(({ result }) => result === 'failed')
    return broke ? [...tests, { title: `${name} could not be run`, result: 'failed', why: message ?? '' }] : tests
  })
}

function playwrightTests({ suites, errors }) {
  const broken = errors.map(({ message }) => ({ title: 'a journey could not be run', result: 'failed', why: message }))
  return [...suites.flatMap((file) => playwrightSuite(file, [])), ...broken]
}

function playwrightSuite({ suites = [], specs = [] }, path) {
  const tests = specs.map(({ title, tests }) => ({
    title: [...path, title].join(' › '),
    result: playwrightResult(tests.map(({ status }) => status)),
    why: tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(({ message }) => message))).join('\n'),
  }))
  return [...tests, ...suites.flatMap((suite) => playwrightSuite(suite, [...path, suite.title]))]
}

function playwrightResult(statuses) {
  if (statuses.includes('unexpected') || statuses.includes('flaky')) return 'failed'
  return statuses.includes('expected') ? 'passed' : 'not run'
}
