import { afterAll } from 'vitest'
import { stopServers } from './process'

// A test that fails before it has ended its server would leave it running beside whatever is measured or tested next.
afterAll(stopServers)
