import { reasonBody } from '@bestie/contracts/operator-tables'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'

/** What a command on one person, chat or failure takes: its id in the path, and why. */
export const withReason = { params: z.strictObject({ id }), body: reasonBody }
