/** A reason not to start that the person at the terminal can act on. Its message is the whole output: one line, no stack. */
export class StartupError extends Error {
  override name = 'StartupError'
}
